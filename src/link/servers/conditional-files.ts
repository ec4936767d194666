// Modules that a program loads only where a condition holds: `if (process.env.TUNE) require('./tune')`.
import type { Condition } from '../../model/expression.js';
import type { ImportsFact } from '../../model/facts.js';
import type { ModuleResolver } from '../names/modules.js';

/** What has to hold for a file to be loaded; nothing where some way to it has no condition, or nobody imports it. */
export type ConditionsOf = (file: string) => readonly Condition[];

export function conditionalFiles(imports: readonly ImportsFact[], modules: ModuleResolver): ConditionsOf {
  if (imports.every(({ under }) => under === undefined)) return () => [];
  let known: ReadonlyMap<string, readonly Condition[]> | undefined;
  return (file) => {
    known ??= findConditions(imports, modules);
    return known.get(file) ?? [];
  };
}

interface Way {
  readonly from: string;
  readonly under: readonly Condition[];
}
function findConditions(
  imports: readonly ImportsFact[],
  modules: ModuleResolver,
): ReadonlyMap<string, readonly Condition[]> {
  const waysTo = new Map<string, Way[]>();
  const from = new Map<string, { readonly to: string; readonly always: boolean }[]>();
  for (const { file, specifiers, under } of imports) {
    if (file.endsWith('.go')) continue;
    for (const specifier of specifiers) {
      const to = modules(file, specifier);
      if (to === undefined || to === file) continue;
      const conditions = under?.[specifier] ?? [];
      const ways = waysTo.get(to) ?? [];
      waysTo.set(to, ways);
      // A file may say what it imports more than once: where its names are looked for, and where it is read.
      if (!ways.some((way) => way.from === file && isSame(way.under, conditions)))
        ways.push({ from: file, under: conditions });
      const next = from.get(file) ?? [];
      from.set(file, next);
      next.push({ to, always: conditions.length === 0 });
    }
  }
  const roots = [...from.keys()].filter((file) => !waysTo.has(file));
  const reached = (goesOn: (always: boolean) => boolean): ReadonlySet<string> => {
    const seen = new Set(roots);
    for (const file of seen) for (const { to, always } of from.get(file) ?? []) if (goesOn(always)) seen.add(to);
    return seen;
  };
  const always = reached((isAlways) => isAlways);
  const found = new Map<string, readonly Condition[]>();
  // In the order in which they are reached, so that what leads to the one that loads a file is known before.
  for (const file of reached(() => true)) {
    if (always.has(file)) continue;
    const [way, ...others] = waysTo.get(file) ?? [];
    if (way === undefined) continue;
    const conditions = [...way.under, ...(found.get(way.from) ?? [])];
    const [first] = conditions;
    if (first === undefined) continue;
    found.set(file, others.length === 0 ? conditions : [{ at: first.at, why: 'several conditions' }]);
  }
  return found;
}
const isSame = (a: readonly Condition[], b: readonly Condition[]): boolean =>
  a.length === b.length &&
  a.every((each, index) => {
    const other = b[index];
    return other !== undefined && isSameTest(each, other) && isSameSide(each, other);
  });
/** Written once: `if (process.env.ROLE) { … } else { … }`. */
export const isSameTest = ({ at: a }: Condition, { at: b }: Condition): boolean =>
  a.file === b.file &&
  a.line === b.line &&
  a.column === b.column &&
  a.endLine === b.endLine &&
  a.endColumn === b.endColumn;
export function isSameSide({ chosenBy: a }: Condition, { chosenBy: b }: Condition): boolean {
  return a?.cases.length === b?.cases.length && (a?.cases ?? []).every((each, index) => each === b?.cases[index]);
}
