// What a rollout costs: one of two pods ends under load, behind a balancer without retries that needs two seconds to notice.

import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { Claim } from '../claim.js';
import { ask, type Count } from '../load.js';
import { endPod, podTimes } from '../pod.js';
import { freePort, listening, pause, recorder, type Started } from '../processes.js';
import { copyOf, startServer } from '../stage.js';
import type { Tools } from '../tools.js';

/** Milliseconds until traffic to the ending pod stops, as hoplint assumes for endpoints inside a cluster. */
const propagation = 2000;
const requestsPerSecond = 60;
/** Of so many requests one is slow, as long as the server of the variant says. */
const slowEvery = 17;

export const shutdownClaims: readonly Claim[] = [
  {
    id: 'stops-serving-at-once',
    rule: 'drain-delay-missing',
    says: 'a server that closes on the signal refuses what is still sent to it; preStop or an in-app delay is enough',
    needs: [],
    run: rollout,
  },
  {
    id: 'pre-stop-too-short',
    rule: 'drain-delay-short',
    says: 'a preStop delay shorter than the time until traffic stops refuses the rest',
    needs: [],
    run: rollout,
  },
  {
    id: 'exits-in-the-handler',
    rule: 'shutdown-drops-requests',
    says: 'process.exit in the handler cuts the requests in flight',
    needs: [],
    run: rollout,
  },
  {
    id: 'no-handler',
    rule: 'sigterm-unhandled',
    says: 'a process without a handler dies at once and cuts the requests in flight',
    needs: [],
    run: rollout,
  },
  {
    id: 'go-main-returns-early',
    rule: 'shutdown-drops-requests',
    says: 'a Go main that ends while Shutdown is still waiting cuts the requests in flight',
    needs: ['go'],
    run: rollout,
  },
  {
    id: 'close-hangs',
    rule: 'shutdown-hangs',
    says: 'close() waits for connections that were busy until they have been idle for keepAliveTimeout: SIGKILL comes first',
    needs: [],
    run: killedWhileClosing,
  },
  {
    id: 'force-timer-tie',
    rule: 'grace-budget',
    says: 'preStop and force timer use up the grace period: SIGKILL comes first, the clean-up never runs',
    needs: [],
    run: killedBeforeForceTimer,
  },
];

/** A failure is a request that is not answered with 200. */
async function rollout(folder: string, tools: Tools): Promise<Count> {
  const times = podTimes(folder);
  const copy = copyOf(folder);
  const ports = [await freePort(), await freePort()];
  const pods: Started[] = ports.map((port) => startServer(copy, tools, port));
  await Promise.all(ports.map((port) => listening(port)));
  let targets = ports;
  const answers: Promise<number>[] = [];
  const end = Date.now() + 500 + Math.max(propagation, times.preStop) + 2000;
  const [ending] = pods;
  if (ending === undefined) throw new RangeError('there are two pods');
  const over = pause(500).then(async () => {
    void pause(propagation).then(() => {
      targets = ports.slice(1);
    });
    return endPod(ending, times);
  });
  for (let sent = 0; Date.now() < end; sent++) {
    const port = targets[sent % targets.length];
    const path = sent % slowEvery === 0 ? '/slow' : '/';
    if (port !== undefined) answers.push(ask(port, sent % 2 === 0 ? 'GET' : 'POST', false, path));
    await pause(1000 / requestsPerSecond);
  }
  const statuses = await Promise.all(answers);
  await over;
  for (const pod of pods) pod.kill('SIGKILL');
  return { failed: statuses.filter((status) => status !== 200).length, total: statuses.length };
}

/** Clients keep their connections; each has a request in flight when the signal comes. A failure is a pod that had to be killed. */
async function killedWhileClosing(folder: string, tools: Tools): Promise<Count> {
  return trials(3, async () => {
    const port = await freePort();
    const server = startServer(copyOf(folder), tools, port);
    await listening(port);
    const agent = new Agent({ keepAlive: true });
    const flying = Array.from({ length: 4 }, () => ask(port, 'GET', agent, '/slow'));
    await pause(200);
    const outcome = await endPod(server, podTimes(folder));
    await Promise.all(flying);
    agent.destroy();
    return outcome === 'killed';
  });
}

/** A client that never ends its request keeps close() waiting. A failure is a pod whose forced clean-up did not run. */
async function killedBeforeForceTimer(folder: string, tools: Tools): Promise<Count> {
  return trials(4, async () => {
    const port = await freePort();
    const server = startServer(copyOf(folder), tools, port);
    const said = recorder(server);
    await listening(port);
    const held = connect(port, '127.0.0.1');
    held.on('error', () => undefined);
    held.write('GET / HTTP/1.1\r\nHost: a\r\n');
    await pause(100);
    await endPod(server, podTimes(folder));
    await pause(100);
    held.destroy();
    return !said().includes('drained');
  });
}
async function trials(total: number, fails: () => Promise<boolean>): Promise<Count> {
  let failed = 0;
  for (let trial = 0; trial < total; trial++) if (await fails()) failed += 1;
  return { failed, total };
}
