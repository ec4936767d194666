// The programs that lists for pm2 name, and what they are given.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';
import type { ListedVariable } from './chain.js';

/** What a list says of one program. */
export type ListedProgram = BindingsFact['names'];

/** Undefined where the lists have several, or none is in the scan. */
export function onlyProgram(facts: FactIndex, lists: readonly string[]): ListedProgram | undefined {
  const read = facts.of('bindings').filter((each) => each.space === 'process-list' && lists.includes(each.owner));
  const [only, another] = read;
  return another === undefined ? only?.names : undefined;
}
/** The file of ours that it starts. */
export function fileOf(program: ListedProgram): string | undefined {
  // A folder of its own may be one of the image.
  const script = program['cwd'] === undefined ? program['script']?.[0] : undefined;
  const file = script?.kind === 'literal' ? String(script.value) : '';
  return /\.[cm]?[jt]s$/.test(file) ? file : undefined;
}
/** `pm2 start ecosystem.config.js --env production` takes `env_production` over `env`: https://pm2.keymetrics.io/docs/usage/environment/ */
export function variablesOf(program: ListedProgram, environment: string | undefined): readonly ListedVariable[] {
  const groups = ['env', ...(environment === undefined ? [] : [`env_${environment}`])];
  const values = new Map<string, Expression>();
  for (const group of groups) {
    for (const [name, [value]] of Object.entries(program))
      if (name.startsWith(`${group}.`) && value !== undefined) values.set(name.slice(group.length + 1), value);
  }
  return [...values].map(([name, value]) => ({ name, value }));
}
export function environmentNamed(words: readonly string[]): string | undefined {
  const flag = words.findIndex((word) => word === '--env' || word.startsWith('--env='));
  return flag < 0 ? undefined : (words[flag]?.split('=')[1] ?? words[flag + 1]);
}
