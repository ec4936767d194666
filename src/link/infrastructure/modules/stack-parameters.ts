// Which template the values of a parameter file or a command are for: the one they name, else the one that has all of these parameters.
import { baseNameOf } from '../../../model/file-paths.js';
import { append } from '../../../model/group-by.js';
import type { ConfigValue, InfrastructureFact } from '../../../model/infrastructure.js';
import { compareLocations } from '../../../model/location.js';
import { nearness } from '../../names/proximity.js';
import { type ModuleSource, nothingAssigned } from './module-sources.js';

type Values = ReadonlyMap<string, ConfigValue>;

/** Each file and each command is one way to create the stack. Where several templates may be meant, none of them is certain to be. */
export function withGivenParameters(
  templates: readonly ModuleSource[],
  facts: readonly InfrastructureFact[],
): readonly ModuleSource[] {
  const named = new Map<ModuleSource, Values[]>();
  const all = facts
    .filter((fact) => fact.form === 'variables')
    .sort((a, b) => compareLocations(a.at, b.at) || (a.module < b.module ? -1 : 1));
  const settled = new Set(all.flatMap((fact) => (isNamed(fact, templates) ? [placeOf(fact)] : [])));
  const seen = new Set<string>();
  for (const fact of all) {
    const place = placeOf(fact);
    const isNamedHere = isNamed(fact, templates);
    // A command is read from each folder that it may run in.
    if (!isNamedHere && (settled.has(place) || seen.has(place))) continue;
    seen.add(place);
    const meant = templatesFor(fact, templates);
    for (const template of meant) {
      append(named, template, valuesOf(fact));
      if (meant.length > 1) append(named, template, new Map());
    }
  }
  return templates.map((template) => {
    const given = named.get(template);
    return given === undefined ? template : { ...template, assigned: { ...nothingAssigned, named: given } };
  });
}
const isNamed = ({ module }: InfrastructureFact, templates: readonly ModuleSource[]): boolean =>
  module !== '' && templates.some((each) => each.name === module);
const placeOf = ({ at }: InfrastructureFact): string => `${at.file}:${at.line}:${at.column}`;
const valuesOf = ({ definitions }: InfrastructureFact): Values =>
  new Map(definitions.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));

function templatesFor(fact: InfrastructureFact, templates: readonly ModuleSource[]): readonly ModuleSource[] {
  const { at, definitions, module } = fact;
  const meant = templates.filter((each) => each.name === module);
  if (meant.length > 0) return meant;
  // A stack that is given a parameter which its template does not have is refused.
  const able = templates.filter((each) => definitions.every(({ name }) => each.variables.has(name)));
  const path = (module === '' ? at.file : `${at.file}/${module}`).toLowerCase();
  const alike = able.map((each) => ({ each, by: sharedName(path, each.name) }));
  const most = Math.max(0, ...alike.map(({ by }) => by));
  const best = alike.filter(({ by }) => by === most).map(({ each }) => each);
  const near = Math.max(...best.map((each) => nearness(at.file, each.name)));
  return best.filter((each) => nearness(at.file, each.name) === near);
}
/** The length of the template's own name where the path has it as a word: `params/alb-prod.json` is for `alb.yaml`. */
function sharedName(path: string, template: string): number {
  const name = baseNameOf(template).replace(/\..*/s, '').toLowerCase();
  const start = path.lastIndexOf(name);
  const isWord =
    start >= 0 && !/[a-z0-9]/.test(path[start - 1] ?? '') && !/[a-z0-9]/.test(path[start + name.length] ?? '');
  return isWord ? name.length : 0;
}
