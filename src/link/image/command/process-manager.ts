// How long pm2 lets programs finish, and with which signal it stops them: a list of programs and the environment may say so.
import { factDuration } from '../../../knowledge/lookup.js';
import { formatDuration, type Milliseconds, milliseconds } from '../../../model/duration.js';
import { type Known, originPlace, type Setting, unknown } from '../../../model/setting.js';
import type { FactIndex, SignalDelivery } from '../../../model/topology.js';
import { boundLength } from '../../../model/verdict.js';
import { alternatives, type Environment, evaluate } from '../../names/evaluate.js';
import type { ChainStep, CommandChain } from './chain.js';

interface Surroundings {
  readonly chain: CommandChain;
  readonly environment: Environment;
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
}

export function heedProcessManager(delivery: SignalDelivery, place: Surroundings): SignalDelivery {
  const manager = place.chain.steps.find((step) => step.kind === 'supervisor' && step.name === 'pm2-runtime');
  if (manager === undefined) return delivery;
  const own = place.environment.variable('PM2_KILL_SIGNAL');
  const signal = own?.state === 'known' ? own.value : delivery.signal;
  const told: SignalDelivery = { ...delivery, signal };
  // What stands in front of it may have ended everything before.
  if (delivery.outcome !== 'cut' || delivery.decidedBy[0] !== manager.at) return told;
  const usual = factDuration('pm2', 'grace', undefined, manager.at);
  const limit = killTimeout(manager, place);
  if (limit === undefined && own === undefined) return told;
  if (limit?.state === 'unknown')
    return { ...told, outcome: 'unknown', because: limit.reason.text, reason: limit.reason };
  const length = limit?.value ?? (usual.state === 'known' ? milliseconds(boundLength(usual.value)) : undefined);
  if (length === undefined) return told;
  const isUsual = usual.state === 'known' && length <= boundLength(usual.value);
  const other = signal === 'SIGTERM' ? '' : ', not SIGTERM,';
  return {
    ...told,
    outcome: isUsual ? 'cut' : 'delivered',
    because: `pm2 sends ${signal}${other} and SIGKILL ${formatDuration(length)} later`,
    decidedBy: [manager.at, ...(limit === undefined ? [] : [originPlace(limit.origin)])],
  };
}

/** `kill_timeout` of the programs in the list, else the variable for all of them. */
function killTimeout(manager: ChainStep, place: Surroundings): Setting<Milliseconds> | undefined {
  const { environment, facts } = place;
  const at = manager.at;
  const { lists = [] } = manager;
  const read = facts.of('bindings').filter(({ space, owner }) => space === 'process-list' && lists.includes(owner));
  const written = read.flatMap(({ names }) => names['kill_timeout'] ?? []);
  if (written.length > 0)
    return alternatives(
      written.map((each) => asLength(evaluate(each, environment))),
      'its programs have different values of kill_timeout',
      at,
    );
  if (manager.lists !== undefined && !lists.some(place.hasFile)) {
    const text = `the list that "${manager.text}" reads may set kill_timeout, and is not in the scan`;
    return unknown({ kind: 'not-in-scan', text, at });
  }
  const variable = environment.variable('PM2_KILL_TIMEOUT');
  return variable && asLength(variable);
}

/** Milliseconds, as a number or as text. */
function asLength(setting: ReturnType<typeof evaluate>): Setting<Milliseconds> {
  if (setting.state === 'unknown') return unknown(setting.reason);
  const count = Number(setting.value);
  if (!Number.isFinite(count) || count <= 0) {
    const text = `kill_timeout is ${JSON.stringify(setting.value)}, which is no number of milliseconds`;
    return unknown({ kind: 'unsupported-syntax', text, at: originPlace(setting.origin) });
  }
  const known: Known<Milliseconds> = { ...setting, value: milliseconds(count) };
  return known;
}
