// The keep-alive race: the server closes an idle connection while the hop in front goes on reusing it.
import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { Claim } from '../claim.js';
import { ask, type Count, type Pairs, pairsWithGaps, sumCounts } from '../load.js';
import { ended, freePort, listening, recorder, start } from '../processes.js';
import { slowWire } from '../slow-wire.js';
import { behindProxy, copyOf, serverCommand, startServer } from '../stage.js';
import type { Tools } from '../tools.js';

/** One way, in milliseconds: 10 ms round trip between proxy and server, as inside one region. */
const wire = 5;
/** Gaps around the moment the server closes, in milliseconds: from just before to just after. */
function around(moment: number): readonly number[] {
  return [-14, -11, -8, -5, -2, 1].map((offset) => moment + offset);
}
function behind(...runs: readonly Pairs[]) {
  return async (folder: string, tools: Tools): Promise<Count> => {
    const stage = await behindProxy(folder, tools, wire);
    try {
      const counts: Count[] = [];
      for (const run of runs) counts.push(await pairsWithGaps(stage.port, run));
      return sumCounts(counts);
    } finally {
      stage.close();
    }
  };
}
const posts = (moment: number): Pairs => ({ method: 'POST', gaps: around(moment), connections: 12 });

export const keepAliveClaims: readonly Claim[] = [
  {
    id: 'keepalive-race-node',
    rule: 'keepalive-race',
    says: 'Node closes idle connections before nginx stops reusing them: POSTs fail at that moment',
    needs: ['nginx', 'nginx-current'],
    // keepAliveTimeout 1 s and the hidden second of Node 22.19, or 2 s without it on Node 18.
    run: behind(posts(2000)),
  },
  {
    id: 'keepalive-race-haproxy',
    rule: 'keepalive-race',
    says: 'Node closes idle connections before HAProxy has purged them: every method fails',
    needs: ['haproxy'],
    run: behind(
      { method: 'GET', gaps: around(2000), connections: 8, freshClients: true },
      { method: 'POST', gaps: around(2000), connections: 8, freshClients: true },
    ),
  },
  {
    id: 'keepalive-race-envoy',
    rule: 'keepalive-race',
    says: 'Node closes idle connections that Envoy would reuse for an hour: every method fails',
    needs: ['envoy'],
    run: behind(
      { method: 'GET', gaps: around(2000), connections: 8 },
      { method: 'POST', gaps: around(2000), connections: 8 },
    ),
  },
  {
    id: 'keepalive-race-caddy',
    rule: 'keepalive-race',
    says: 'Node closes idle connections that Caddy would reuse for two minutes: POSTs fail',
    needs: ['caddy'],
    run: behind(posts(2000)),
  },
  {
    id: 'keepalive-race-http2',
    rule: 'keepalive-race',
    says: 'over HTTP/2 a server that closes an idle connection refuses the request that meets its end, and Envoy does not send it again unasked',
    needs: ['envoy', 'go'],
    run: behind(
      { method: 'GET', gaps: around(2000), connections: 8 },
      { method: 'POST', gaps: around(2000), connections: 8 },
    ),
  },
  {
    id: 'keepalive-race-grpc-pass',
    rule: 'keepalive-race',
    says: 'with grpc_pass and a pool, requests that meet the end of an idle HTTP/2 connection end as 502',
    needs: ['nginx', 'go'],
    run: behind(posts(2000)),
  },
  {
    id: 'go-read-timeout-is-idle',
    rule: 'keepalive-race',
    says: 'a Go server with ReadTimeout and no IdleTimeout closes idle connections after ReadTimeout',
    needs: ['nginx', 'go', 'go-1.19'],
    run: behind(posts(2000)),
  },
  {
    id: 'headers-timeout-on-old-node',
    rule: 'headers-timeout-order',
    says: 'headersTimeout below keepAliveTimeout drops requests whose headers arrive in two parts, on old Node only',
    needs: [],
    run: headersInTwoParts,
  },
  {
    id: 'keepalive-as-text',
    rule: 'invalid-setting',
    says: 'keepAliveTimeout straight from the environment ends the process after its first answer',
    needs: [],
    run: twoRequests,
  },
  {
    id: 'agent-without-timeout',
    rule: 'upstream-pool',
    says: 'a Node agent that keeps connections alive without a timeout reuses what the server just closed',
    needs: [],
    run: serviceToService,
  },
];

/** Second requests on a connection that has been idle for longer than headersTimeout; a failure is one without an answer. */
async function headersInTwoParts(folder: string, tools: Tools): Promise<Count> {
  const port = await freePort();
  const server = startServer(copyOf(folder), tools, port);
  await listening(port);
  const one = (): Promise<number> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let answers = 0;
      socket.on('data', (chunk) => {
        answers += chunk.toString().split('HTTP/1.1 200').length - 1;
        if (answers === 2) socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answers === 2 ? 0 : 1));
      socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      setTimeout(() => socket.writable && socket.write('GET / HTTP/1.1\r\nHost: a\r\n'), 1500);
      setTimeout(() => socket.writable && socket.write('Cookie: b\r\n\r\n'), 1550);
      setTimeout(() => socket.destroy(), 4000);
    });
  const failures = await Promise.all(Array.from({ length: 8 }, one));
  server.kill('SIGKILL');
  return { failed: failures.reduce((sum, each) => sum + each, 0), total: failures.length };
}

/** In the environment that the image sets; a failure is a request that is not answered. */
async function twoRequests(folder: string, tools: Tools): Promise<Count> {
  let failed = 0;
  const trials = 3;
  for (let trial = 0; trial < trials; trial++) {
    const port = await freePort();
    const copy = copyOf(folder);
    const server = startServer(copy, tools, port);
    await listening(port);
    const agent = new Agent({ keepAlive: true });
    for (let request = 0; request < 2; request++) if ((await ask(port, 'GET', agent)) !== 200) failed += 1;
    agent.destroy();
    server.kill('SIGKILL');
  }
  return { failed, total: 2 * trials };
}

/** `drive.js` calls `server.js`, pausing around the server's idle time, and prints what failed. */
async function serviceToService(folder: string, tools: Tools): Promise<Count> {
  const copy = copyOf(folder);
  const port = await freePort();
  const server = startServer(copy, tools, port);
  await listening(port);
  const [node = process.execPath] = serverCommand(copy, tools);
  const wirePort = await freePort();
  const between = await slowWire(wirePort, port, wire);
  const client = start([node, 'drive.js'], { cwd: copy, env: { UPSTREAM: `http://127.0.0.1:${wirePort}` } });
  const said = recorder(client);
  await ended(client, 60_000);
  between.close();
  server.kill('SIGKILL');
  const [, failed, total] = /(\d+) of (\d+) failed/.exec(said()) ?? [];
  if (failed === undefined || total === undefined) throw new Error(`the client ended early: ${said().slice(0, 400)}`);
  return { failed: Number(failed), total: Number(total) };
}
