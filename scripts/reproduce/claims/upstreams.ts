// Groups of servers, names and retries: what a proxy does with more than one place to send to.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Claim } from '../claim.js';
import { ask, type Count } from '../load.js';
import { nameServer } from '../name-server.js';
import { freePort, listening, pause, start } from '../processes.js';
import { proxyKinds } from '../proxies.js';
import { behindProxy } from '../stage.js';
import type { Tools } from '../tools.js';

export const upstreamClaims: readonly Claim[] = [
  {
    id: 'one-slow-endpoint-empties-the-group',
    rule: 'upstream-pool',
    says: 'with max_fails 1 a few slow requests take every server out: fast requests get 502 from healthy servers',
    needs: ['nginx'],
    run: fastBesideSlow,
  },
  {
    id: 'post-sent-twice',
    rule: 'unsafe-retry',
    says: 'with non_idempotent nginx sends a POST again whose answer was lost: the server acts twice',
    needs: ['nginx'],
    run: doubledPosts,
  },
  {
    id: 'name-that-moved',
    rule: 'dns-pinned',
    says: 'a literal name is looked up once: after the address has moved every request fails until a reload',
    needs: ['nginx', 'unshare'],
    run: movedName,
  },
];

/** One request in twenty is slower than the proxy waits. A failure is a fast request that is not answered with 200. */
async function fastBesideSlow(folder: string, tools: Tools): Promise<Count> {
  const stage = await behindProxy(folder, tools, 0);
  try {
    const fast: Promise<number>[] = [];
    const slow: Promise<number>[] = [];
    for (let sent = 0; sent < 240; sent++) {
      if (sent % 20 === 0) slow.push(ask(stage.port, 'POST', false, '/slow'));
      else fast.push(ask(stage.port, 'GET', false, '/'));
      await pause(25);
    }
    const statuses = await Promise.all(fast);
    await Promise.all(slow);
    return { failed: statuses.filter((status) => status !== 200).length, total: statuses.length };
  } finally {
    stage.close();
  }
}

/** The server acts, then ends the connection without an answer. A failure is an order it was given twice. */
async function doubledPosts(folder: string, tools: Tools): Promise<Count> {
  const stage = await behindProxy(folder, tools, 0);
  const orders = 10;
  try {
    for (let order = 0; order < orders; order++) await ask(stage.port, 'POST', false, `/orders/${order}`);
    await pause(200);
    const seen = stage.said().match(/order \d+/g) ?? [];
    return { failed: seen.length - new Set(seen).size, total: orders };
  } finally {
    stage.close();
  }
}

/** The name moves from one loopback address to another after two seconds. A failure is a request after that which is not answered with 200. */
async function movedName(variant: string, tools: Tools): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-reproduce-'));
  const [before, after] = ['127.0.0.2', '127.0.0.3'];
  const port = await freePort();
  const servers = [before, after].map((host) =>
    createHttpServer((_, response) => response.end('done')).listen(port, host),
  );
  const names = await nameServer('api.partner.example', before);
  const kind = proxyKinds.find((each) => each.file === 'nginx.conf');
  const nginx = tools.find('nginx');
  if (kind === undefined || nginx === undefined) throw new Error('this claim needs nginx');
  const webPort = await freePort();
  const text = readFileSync(join(variant, 'nginx.conf'), 'utf8')
    .replaceAll('api.partner.example:3000', `api.partner.example:${port}`)
    .replace('resolver 10.0.0.2', `resolver 127.0.0.1:${names.port}`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, kind.onLoopback(text, webPort, folder));
  // What the system's own resolver says at start.
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, `${before} api.partner.example\n`);
  const proxy = start(
    [
      'unshare',
      '--mount',
      '/bin/sh',
      '-c',
      `mount --bind ${hosts} /etc/hosts && exec "$@"`,
      'sh',
      ...nginx,
      ...kind.args(file, folder),
    ],
    { cwd: folder },
  );
  try {
    await listening(webPort);
    for (let sent = 0; sent < 10; sent++)
      if ((await ask(webPort, 'GET', false)) !== 200) throw new Error('it fails before the move');
    names.moveTo(after);
    writeFileSync(hosts, `${after} api.partner.example\n`);
    servers[0]?.close();
    servers[0]?.closeAllConnections();
    // Longer than the answers may be kept.
    await pause(3500);
    let failed = 0;
    const total = 40;
    for (let sent = 0; sent < total; sent++) {
      if ((await ask(webPort, 'GET', false)) !== 200) failed += 1;
      await pause(25);
    }
    return { failed, total };
  } finally {
    proxy.kill('SIGKILL');
    names.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}
