// What a Go file tells the rest of the program about stopping: the handlers it registers, and the functions that stop its servers.
import type { ShutdownModuleFact, ShutdownStep, SignalHandlerFact } from '../../model/facts.js';
import type { GoFunction } from './file.js';
import type { Flow } from './flow.js';
import { heardAt, toldBy } from './hearing.js';
import { threadOf } from './order.js';
import { isStopName } from './shutdown-calls.js';
import type { FoundHandler } from './signal-handlers.js';
import type { ServerSite } from './site.js';
import { type FoundStep, StepReader } from './steps.js';
import type { Values } from './values.js';

export function publishShutdown(
  values: Values,
  flow: Flow,
  sites: readonly ServerSite[],
  handlers: readonly FoundHandler[],
): readonly ShutdownModuleFact[] {
  return [...handlers.flatMap((each) => publishHandler(values, flow, each)), ...stopFunctions(values, flow, sites)];
}

function publishHandler(values: Values, flow: Flow, handler: FoundHandler): readonly ShutdownModuleFact[] {
  if (handler.signals.length === 0 && handler.helper === undefined && handler.steps.length === 0) return [];
  const at = values.scope.file.at(handler.node);
  const fact: SignalHandlerFact = {
    signals: handler.signals,
    at,
    ...(handler.helper === undefined ? {} : { helper: handler.helper }),
    steps: handler.steps.map((each) => publicStep(values, each)),
    ...waitedFor(values, flow, handler),
  };
  return [
    {
      kind: 'shutdown-module',
      at,
      ...(handler.within === '' ? {} : { exportedAs: handler.within }),
      handlers: [fact],
    },
  ];
}
/** Steps in the main flow, in a group that is waited for, or in a goroutine that somebody hears from. */
function waitedFor(values: Values, flow: Flow, handler: FoundHandler): Pick<SignalHandlerFact, 'waited'> {
  const last = handler.steps.findLast((each) => each.step.do === 'close' || each.step.do === 'unknown');
  if (last === undefined) return {};
  const thread = threadOf(values.scope, last.node);
  if (thread.kind !== 'goroutine') return { waited: 'yes' };
  const heard = heardAt(values, flow, thread.body, toldBy(values, flow, thread.body));
  return { waited: heard === undefined ? 'unknown' : 'yes' };
}

/** Functions and methods that stop a server when they are called: `func (s *Server) Shutdown(ctx context.Context) error`. */
function stopFunctions(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  const { file } = values.scope;
  return file.functions.flatMap((owner): ShutdownModuleFact[] => {
    if (owner.body === undefined || !isStopName(owner.name)) return [];
    const reader = new StepReader(values, flow, sites);
    reader.readBody(owner.body);
    const steps = reader.steps();
    if (!steps.some(({ step }) => stopping.has(step.do))) return [];
    const at = file.at(owner.node.children[0] ?? owner.node);
    return [
      {
        kind: 'shutdown-module',
        at,
        exportedAs: nameOf(owner),
        onCall: true,
        handlers: [{ signals: [], at, steps: steps.map((each) => publicStep(values, each)) }],
      },
    ];
  });
}
const stopping = new Set<ShutdownStep['do']>(['close', 'close-all', 'unknown']);
const nameOf = ({ receiverType, name }: GoFunction): string =>
  receiverType === undefined ? name : `${receiverType}.${name}`;

/** With the server it concerns, so that each server of the program takes its own. */
function publicStep(values: Values, { step, site, product }: FoundStep): ShutdownStep {
  if (step.do !== 'close' && step.do !== 'close-all') return step;
  if (site !== undefined) return { ...step, server: { product: site.product, at: values.scope.file.at(site.node) } };
  return product === undefined ? step : { ...step, server: { product } };
}
