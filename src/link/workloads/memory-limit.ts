// How much memory a container may use.
import type { ContainerFact } from '../../model/facts.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { Container } from '../../model/topology.js';
import { habitsOf } from '../settings/habits.js';

const memoryUnits: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  m: 1e-3,
};
/** Bytes of `resources.limits.memory`. */
export function memoryLimit(fact: ContainerFact): Setting<number> {
  const limit = fact.memoryLimit;
  if (limit === undefined)
    return unknown({ kind: 'no-default', text: `container ${fact.name} has no memory limit`, at: fact.at });
  if (limit.filledIn === true)
    return unknown({ kind: 'templated', text: `a template fills in ${JSON.stringify(limit.text)}`, at: limit.at });
  const match = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(limit.text);
  const unit =
    match?.[2] === undefined ? undefined : Object.hasOwn(memoryUnits, match[2]) ? memoryUnits[match[2]] : undefined;
  if (match === null || unit === undefined)
    return unknown({ kind: 'invalid', text: `"${limit.text}" is not an amount of memory`, at: limit.at });
  return known(Number(match[1]) * unit, { kind: 'written', at: limit.at, text: limit.text });
}

/** Variables that nothing but one runtime reads. */
const runtimes = [
  { variable: 'NODE_OPTIONS', language: 'node', product: 'node-http' },
  { variable: 'GOMEMLIMIT', language: 'go', product: 'go-http' },
] as const;

export function runtimeOf(variables: Container['env'], { at }: ContainerFact): Pick<Container, 'runtime'> {
  const named = runtimes.filter(({ variable }) => variables.has(variable));
  const [only, another] = named;
  if (only === undefined || another !== undefined) return {};
  return { runtime: { language: only.language, habits: habitsOf(only.product, undefined, at) } };
}
