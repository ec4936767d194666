// Whether the stop signal reaches the server: which shell, package manager and init stand in between.
import type { Claim } from '../claim.js';
import { startContainer } from '../containers.js';
import type { Count } from '../load.js';
import { ended, freePort, listening, recorder } from '../processes.js';
import { copyOf } from '../stage.js';
import type { Tools } from '../tools.js';

export const signalClaims: readonly Claim[] = [
  {
    id: 'signal-delivery',
    rule: 'sigterm-undelivered',
    says: 'a shell or npm in front of the server keeps the signal, or ends first: the handler never finishes',
    needs: ['unshare', 'busybox', 'tini'],
    run: signalReaches,
  },
];

/** The first process of its own namespace is told to stop; a failure is a server whose handler did not finish. */
async function signalReaches(variant: string, tools: Tools): Promise<Count> {
  const trials = 3;
  let failed = 0;
  for (let trial = 0; trial < trials; trial++) {
    const port = await freePort();
    const container = startContainer(copyOf(variant), tools, { PORT: String(port) });
    const said = recorder(container.child);
    await listening(port);
    process.kill(container.first(), 'SIGTERM');
    await ended(container.child, 2500);
    if (!said().includes('drained')) failed += 1;
    container.child.kill('SIGKILL');
  }
  return { failed, total: trials };
}
