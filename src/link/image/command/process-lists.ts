// The programs that lists for pm2 name, and what they are given.
import type { Expression } from '../../../model/expression.js';
import type { BindingsFact } from '../../../model/facts.js';
import type { FactIndex } from '../../../model/topology.js';
import type { ListedVariable } from './chain.js';

/** What a list says of one program. */
export type ListedProgram = BindingsFact['names'];

/** The one that is named (`--only`), or the only one; undefined where there are several, or no list is in the scan. */
export function onlyProgram(
  facts: FactIndex,
  lists: readonly string[],
  words: readonly string[],
): ListedProgram | undefined {
  const [only, another] = programsIn(facts, lists, words);
  return another === undefined ? only : undefined;
}
export function programsIn(
  facts: FactIndex,
  lists: readonly string[],
  words: readonly string[],
): readonly ListedProgram[] {
  const wanted = optionOf(words, '--only');
  return facts
    .of('bindings')
    .filter((each) => each.space === 'process-list' && lists.includes(each.owner))
    .filter(({ names }) => wanted === undefined || isCalled(names, wanted))
    .map(({ names }) => names);
}
function isCalled(program: ListedProgram, wanted: string): boolean {
  const [name] = program['name'] ?? [];
  return name?.kind === 'literal' && name.value === wanted;
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
export const environmentNamed = (words: readonly string[]): string | undefined => optionOf(words, '--env');
function optionOf(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  return at < 0 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1]);
}
