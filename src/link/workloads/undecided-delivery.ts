// How the stop signal travels where a container may run one of several images, or none of the scan.
import type { ContainerFact } from '../../model/facts.js';
import type { SignalDelivery } from '../../model/topology.js';
import type { ImageView } from './image-views.js';

export function undecidedDelivery(fact: ContainerFact, views: readonly ImageView[]): SignalDelivery {
  const outcomes = new Set(views.map((each) => each.delivery.outcome));
  const first = views[0]?.delivery;
  // An image that only opens a shell, for work by hand, starts no server.
  const starting = views.filter(({ chain }) => chain.steps.at(-1)?.kind === 'program');
  const told = new Set((starting.length > 0 ? starting : views).map((each) => each.delivery.firstProcess));
  const [firstProcess = 'unknown'] = told.size === 1 ? told : [];
  if (first !== undefined && outcomes.size === 1) return { ...first, firstProcess };
  const text =
    views.length === 0
      ? `nothing in the scan says what container ${fact.name} starts`
      : `container ${fact.name} may run one of several images`;
  return {
    outcome: 'unknown',
    firstProcess,
    signal: fact.stopSignal?.text ?? 'SIGTERM',
    chain: [],
    because: text,
    reason: {
      kind: views.length === 0 ? 'not-in-scan' : 'ambiguous',
      text,
      settle: 'Name its source under services: in hoplint.yaml.',
      at: fact.at,
    },
    decidedBy: [],
  };
}
