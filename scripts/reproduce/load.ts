// Bounded request loops that count what a client sees.
import { Agent, request } from 'node:http';

export interface Count {
  readonly failed: number;
  readonly total: number;
}

export function ask(port: number, method: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      { port, host: '127.0.0.1', method, agent, path: '/', headers: method === 'POST' ? { 'content-length': 2 } : {} },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', () => resolve(0));
      },
    );
    sent.on('error', () => resolve(0));
    sent.setTimeout(15_000, () => sent.destroy());
    sent.end(method === 'POST' ? 'ab' : undefined);
  });
}

/** Pairs of POSTs over one pooled upstream connection, the second after each of `gaps`; failures are second requests that are not 200. */
export async function pairsWithGaps(port: number, gaps: readonly number[], connections: number): Promise<Count> {
  const results = await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      let failed = 0;
      for (const gap of gaps) {
        await ask(port, 'POST', agent);
        await new Promise((resolve) => setTimeout(resolve, gap + (index % 5)));
        if ((await ask(port, 'POST', agent)) !== 200) failed += 1;
      }
      agent.destroy();
      return failed;
    }),
  );
  return { failed: results.reduce((sum, each) => sum + each, 0), total: gaps.length * connections };
}
export async function repeated(port: number, method: string, times: number): Promise<Count> {
  const agent = new Agent({ keepAlive: true });
  let failed = 0;
  for (let index = 0; index < times; index++) if ((await ask(port, method, agent)) !== 200) failed += 1;
  agent.destroy();
  return { failed, total: times };
}
