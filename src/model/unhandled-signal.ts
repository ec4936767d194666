// What becomes of a server that nobody told what to do on the signal that stops it.
import type { Server, SignalDelivery } from './topology.js';

/** The kernel keeps a signal that nobody handles from PID 1: some runtimes leave it at that. */
export function withoutHandler({ habits }: Server, delivery: SignalDelivery): 'ends' | 'serves-on' | 'unknown' {
  const ignores = habits.truth('ignores-signal-as-pid-1');
  if (ignores.state !== 'known' || !ignores.value) return 'ends';
  const told = { yes: 'serves-on', no: 'ends', unknown: 'unknown' } as const;
  return told[delivery.firstProcess];
}
