// What is claimed to break, and how to make it happen: each claim runs its broken and its fixed files the same way.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Count, pairsWithGaps, repeated } from './load.js';
import { ended, freePort, listening, pause, recorder, start } from './processes.js';
import { behindNginx, startServer, type Tools } from './stage.js';

export interface Claim {
  /** Folder under fixtures/reproductions, with `broken` and `fixed`. */
  readonly id: string;
  readonly rule: string;
  readonly says: string;
  readonly needs: readonly ('nginx' | 'go' | 'unshare')[];
  readonly run: (variant: string, tools: Tools) => Promise<Count>;
}

/** One way, in milliseconds: 10 ms round trip between proxy and server, as inside one region. */
const wire = 5;

/** Gaps around the moment the server closes: from just before to just after. */
function around(moment: number): readonly number[] {
  return [-14, -11, -8, -5, -2, 1].map((offset) => moment + offset);
}
const behind =
  (count: (port: number) => Promise<Count>) =>
  async (variant: string, tools: Tools): Promise<Count> => {
    const stage = await behindNginx(variant, tools, wire);
    try {
      return await count(stage.port);
    } finally {
      stage.close();
    }
  };

export const claims: readonly Claim[] = [
  {
    id: 'keepalive-race-node',
    rule: 'keepalive-race',
    says: 'Node closes idle connections before nginx stops reusing them: POSTs fail at that moment',
    needs: ['nginx'],
    // keepAliveTimeout 1 s and the hidden second of Node 22.19.
    run: behind((port) => pairsWithGaps(port, around(2000), 12)),
  },
  {
    id: 'go-read-timeout-is-idle',
    rule: 'keepalive-race',
    says: 'a Go server with ReadTimeout and no IdleTimeout closes idle connections after ReadTimeout',
    needs: ['nginx', 'go'],
    run: behind((port) => pairsWithGaps(port, around(2000), 12)),
  },
  {
    id: 'go-write-timeout-cuts',
    rule: 'response-cut',
    says: 'Go WriteTimeout shorter than the handler: the work is done and thrown away',
    needs: ['nginx', 'go'],
    run: behind((port) => repeated(port, 'GET', 10)),
  },
  {
    id: 'node-socket-timeout-cuts',
    rule: 'response-cut',
    says: 'Node server.setTimeout shorter than the handler cuts the answer',
    needs: ['nginx'],
    run: behind((port) => repeated(port, 'GET', 10)),
  },
  {
    id: 'signal-shell-form',
    rule: 'sigterm-undelivered',
    says: 'CMD in shell form under dash: the signal never reaches node',
    needs: ['unshare'],
    run: signalReaches,
  },
  {
    id: 'force-timer-tie',
    rule: 'grace-budget',
    says: 'preStop and force timer use up the grace period: SIGKILL comes first, the clean-up never runs',
    needs: [],
    run: killedBeforeForceTimer,
  },
];

/** PID 1 of its own namespace is told to stop; a failure is a server that did not run its handler. */
async function signalReaches(variant: string, tools: Tools): Promise<Count> {
  const shellForm = variant.endsWith('broken');
  let failed = 0;
  const times = 3;
  for (let index = 0; index < times; index++) {
    const folder = mkdtempSync(join(tmpdir(), 'hoplint-reproduce-'));
    cpSync(variant, folder, { recursive: true });
    const port = await freePort();
    const node = tools.node('22.19.0');
    const command = shellForm ? ['dash', '-c', `${node} server.js`] : [node, 'server.js'];
    const child = start('unshare', ['--fork', '--pid', '--kill-child=SIGKILL', ...command], {
      cwd: folder,
      env: { PORT: String(port) },
    });
    const said = recorder(child);
    await listening(port);
    const first = await firstProcessOf(child.pid);
    process.kill(first, 'SIGTERM');
    await ended(child, 2000);
    if (!said().includes('drained')) failed += 1;
    child.kill('SIGKILL');
    try {
      process.kill(first, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  return { failed, total: times };
}
async function firstProcessOf(unshare: number | undefined): Promise<number> {
  const { readFileSync } = await import('node:fs');
  return Number(readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').trim().split(' ')[0]);
}

/** What the kubelet does: preStop, SIGTERM, and SIGKILL when the grace period that began before preStop is over. */
async function killedBeforeForceTimer(variant: string, tools: Tools): Promise<Count> {
  const grace = 3000;
  const preStop = 1000;
  const { connect } = await import('node:net');
  let failed = 0;
  const times = 4;
  for (let index = 0; index < times; index++) {
    const port = await freePort();
    const child = startServer(variant, tools, port);
    const said = recorder(child);
    await listening(port);
    // A connection that never ends a request keeps close() waiting, as a slow client does.
    const held = connect(port, '127.0.0.1');
    held.on('error', () => undefined);
    held.write('GET / HTTP/1.1\r\nHost: a\r\n');
    await pause(100);
    const started = Date.now();
    await pause(preStop);
    child.kill('SIGTERM');
    await Promise.race([ended(child, grace), pause(grace - (Date.now() - started))]);
    child.kill('SIGKILL');
    await pause(100);
    held.destroy();
    if (!said().includes('drained')) failed += 1;
  }
  return { failed, total: times };
}
