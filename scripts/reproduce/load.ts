// Bounded request loops that count what a client sees.
import { Agent, request } from 'node:http';
import { pause } from './processes.js';

export interface Count {
  readonly failed: number;
  readonly total: number;
}
export function sumCounts(counts: readonly Count[]): Count {
  return {
    failed: counts.reduce((sum, each) => sum + each.failed, 0),
    total: counts.reduce((sum, each) => sum + each.total, 0),
  };
}

/** The status, or 0 where the connection ended without one. */
export function ask(port: number, method: string, agent: Agent | false, path = '/'): Promise<number> {
  return new Promise((resolve) => {
    const headers = method === 'POST' ? { 'content-length': 2 } : {};
    const sent = request({ port, host: '127.0.0.1', method, agent, path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
      response.on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0));
    sent.setTimeout(15_000, () => sent.destroy());
    sent.end(method === 'POST' ? 'ab' : undefined);
  });
}

export interface Pairs {
  readonly method: 'GET' | 'POST';
  /** Idle time of the pooled connection before the second request, in milliseconds. */
  readonly gaps: readonly number[];
  readonly connections: number;
  /** A new client connection for each request: only the pool behind the proxy is reused. */
  readonly freshClients?: true;
}
/** Pairs of requests over one pooled upstream connection; failures are second requests that are not answered with 200. */
export async function pairsWithGaps(port: number, { method, gaps, connections, freshClients }: Pairs): Promise<Count> {
  const counts = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const agent = freshClients === true ? false : new Agent({ keepAlive: true, maxSockets: 1 });
      let failed = 0;
      for (const gap of gaps) {
        await ask(port, method, agent);
        await pause(gap + (index % 5));
        if ((await ask(port, method, agent)) !== 200) failed += 1;
      }
      if (agent !== false) agent.destroy();
      return { failed, total: gaps.length };
    }),
  );
  return sumCounts(counts);
}
export async function repeated(port: number, method: string, times: number): Promise<Count> {
  const agent = new Agent({ keepAlive: true });
  let failed = 0;
  for (let index = 0; index < times; index++) if ((await ask(port, method, agent)) !== 200) failed += 1;
  agent.destroy();
  return { failed, total: times };
}
