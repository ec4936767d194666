// Which overlays and values files a finding holds in: the installations of one thing that show it, and those that do not.
import { environmentRank } from '../model/environments.js';
import type { FileFacts } from '../model/facts.js';
import type { Finding } from '../model/finding.js';

export interface Installations {
  /** Production first. */
  rank(scope: string | undefined): number;
  /** A message with each name of an object as the place of that object: overlays and releases that rename it say the same. */
  unnamed(message: string, scope: string | undefined): string;
  /** Of a finding that was made in these, and stands in these files. Nothing where there is no other installation to tell it from. */
  of(scopes: readonly string[], files: readonly string[]): Pick<Finding, 'holdsIn' | 'notSeenIn'>;
}

/** A chart has one installation for each set of values; overlays belong together where one place makes an object in each. */
export function installationsIn(files: readonly FileFacts[]): Installations {
  const families = new Map<string, Set<string>>();
  const placesOf = new Map<string, Set<string>>();
  for (const { facts } of files) {
    for (const fact of facts) {
      if (fact.kind !== 'workload' && fact.kind !== 'service' && fact.kind !== 'route') continue;
      const { scope, at } = fact;
      if (scope === undefined || !isInstalled(scope)) continue;
      const place = scope.startsWith('helm:') ? folderIn(scope) : `${at.file}:${at.line}:${at.column}`;
      families.set(place, (families.get(place) ?? new Set()).add(scope));
      placesOf.set(scope, (placesOf.get(scope) ?? new Set()).add(place));
    }
  }
  const placesByName = namesIn(files);
  const relatives = new Map<string, readonly string[]>();
  const relativesOf = (scope: string): readonly string[] => {
    const known = relatives.get(scope) ?? [
      ...new Set([...(placesOf.get(scope) ?? [])].flatMap((place) => [...(families.get(place) ?? [])])),
    ];
    relatives.set(scope, known);
    return known;
  };
  return {
    unnamed: (message, scope) => {
      const names = scope === undefined ? undefined : placesByName(scope);
      return names === undefined ? message : message.replaceAll(word, (name) => names.get(name) ?? name);
    },
    rank: (scope) => (scope === undefined ? 1 : environmentRank(labelOf(scope))),
    of(scopes, places) {
      const own = new Set(scopes.filter(isInstalled));
      const all = new Set([...own].flatMap(relativesOf));
      // Of a base it is worth saying which overlay it is seen in, also where there is no other.
      const isOfBase = [...own].some(
        (scope) =>
          scope.startsWith('kustomize:') &&
          !places.every((file) => isInside(file, scope)) &&
          [...(placesOf.get(scope) ?? [])].some((place) => !isInside(place, scope)),
      );
      if (own.size === 0 || (all.size < 2 && !isOfBase)) return {};
      const others = [...all].filter((scope) => !own.has(scope));
      return { holdsIn: labels([...own]), ...(others.length === 0 ? {} : { notSeenIn: labels(others) }) };
    },
  };
}
/** Paths are one word, and no name. */
const word = /[^\s(),;:"']+/g;

/** Of each installation: where the objects stand that have these names, where that says which one it is. */
function namesIn(files: readonly FileFacts[]): (scope: string) => ReadonlyMap<string, string> | undefined {
  const byScope = new Map<string, Map<string, string>>();
  for (const { facts } of files) {
    for (const fact of facts) {
      if (!('scope' in fact) || fact.scope === undefined || !('nameAt' in fact) || !('name' in fact)) continue;
      if (typeof fact.name !== 'string' || !isInstalled(fact.scope)) continue;
      const names = byScope.get(fact.scope) ?? new Map<string, string>();
      byScope.set(fact.scope, names);
      const { file, line, column } = fact.at;
      const place = `${file}:${line}:${column}`;
      const before = names.get(fact.name);
      // A Deployment and its Service are called alike in every installation.
      names.set(fact.name, before === undefined || before < place ? (before ?? place) : place);
    }
  }
  for (const [scope, names] of byScope) {
    // A loop of a template makes several at one place.
    const count = new Map<string, number>();
    for (const place of names.values()) count.set(place, (count.get(place) ?? 0) + 1);
    byScope.set(scope, new Map([...names].filter(([, place]) => count.get(place) === 1)));
  }
  return (scope) => byScope.get(scope);
}
const labels = (scopes: readonly string[]): readonly string[] =>
  [...new Set(scopes.map(labelOf))].sort((a, b) => environmentRank(a) - environmentRank(b) || (a < b ? -1 : 1));

const isInstalled = (scope: string): boolean => /^(?:helm|kustomize):/.test(scope);
const folderIn = (scope: string): string => /^[^#]*/.exec(scope)?.[0] ?? scope;
/** A scope without words is the chart as its own values have it. */
function labelOf(scope: string): string {
  const hash = scope.indexOf('#');
  const words = hash < 0 ? '' : scope.slice(hash + 1);
  if (words !== '') return words;
  const folder = folderIn(scope).replace(/^\w+:/, '');
  return folder === '' ? "the chart's own values" : `${folder} with its own values`;
}
/** What stands in the folder that is installed speaks for itself. */
function isInside(file: string, scope: string): boolean {
  const folder = folderIn(scope).replace(/^\w+:/, '');
  return folder === '' || file.startsWith(`${folder}/`);
}
