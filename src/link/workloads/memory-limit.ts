// How much memory a container may use.
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';
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
/** Docker counts in powers of 1024, with letters of either case: https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values */
const dockerUnits: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};
const runByDocker: ReadonlySet<WorkloadFact['platform']> = new Set(['compose', 'machine']);

/** Bytes of `resources.limits.memory`, or of what Docker calls so. */
export function memoryLimit(fact: ContainerFact, platform: WorkloadFact['platform']): Setting<number> {
  const limit = fact.memoryLimit;
  if (limit === undefined)
    return unknown({ kind: 'no-default', text: `container ${fact.name} has no memory limit`, at: fact.at });
  if (limit.filledIn === true)
    return unknown({ kind: 'templated', text: `a template fills in ${JSON.stringify(limit.text)}`, at: limit.at });
  const bytes = bytesOf(limit.text, runByDocker.has(platform));
  if (bytes === undefined)
    return unknown({ kind: 'invalid', text: `"${limit.text}" is not an amount of memory`, at: limit.at });
  return known(bytes, { kind: 'written', at: limit.at, text: limit.text });
}
function bytesOf(text: string, byDocker: boolean): number | undefined {
  const [, number, letters = ''] = /^(\d+(?:\.\d+)?) ?([a-zA-Z]*)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const units = byDocker ? dockerUnits : memoryUnits;
  const unit = byDocker ? letters.toLowerCase().replace(/i?b$/, '') : letters;
  return Object.hasOwn(units, unit) ? Number(number) * (units[unit] ?? Number.NaN) : undefined;
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
