// Overlays that users do not meet: those for developers beside one for production, and those that nobody installs beside one that is installed there.
import { builtOn } from '../discover/render-kustomizations.js';
import { isForDevelopers, isForProduction } from '../discover/values-variants.js';
import type { KustomizationFact, KustomizeInstallFact } from '../model/facts.js';

export type BuiltFact = KustomizationFact & { readonly isLeftOut?: true };

export function withLeftOut(
  kustomizations: readonly KustomizationFact[],
  installs: readonly KustomizeInstallFact[],
): readonly BuiltFact[] {
  const installed = new Set(installs.map(({ directory }) => directory));
  // Templates of installations may mean any of them.
  const isCertain = installs.every(({ directory }) => !/[{$]/.test(directory));
  const production = kustomizations.filter(({ directory }) => `/${directory}/`.split('/').some(saysProduction));
  return kustomizations.map((each) => {
    const { directory } = each;
    const isLeftOut =
      !installed.has(directory) &&
      production.some((other) => {
        const word = otherWord(directory, other.directory);
        if (word === undefined || !saysProduction(word.theirs) || !shareBase(each, other)) return false;
        return saysDevelopers(word.own) || (isCertain && installed.has(other.directory));
      });
    return isLeftOut ? { ...each, isLeftOut } : each;
  });
}
const saysProduction = (word: string): boolean => isForProduction(`${word}/`);
const saysDevelopers = (word: string): boolean => isForDevelopers(`${word}/`);

/** The only folder name by which two paths differ. */
function otherWord(path: string, other: string): { readonly own: string; readonly theirs: string } | undefined {
  const own = path.split('/');
  const theirs = other.split('/');
  const places = own.flatMap((word, place) => (word === theirs[place] ? [] : [place]));
  const [place = -1] = places;
  if (own.length !== theirs.length || places.length !== 1) return undefined;
  return { own: own[place] ?? '', theirs: theirs[place] ?? '' };
}
function shareBase(one: KustomizationFact, other: KustomizationFact): boolean {
  const bases = new Set(builtOn(one));
  return builtOn(other).some((path) => bases.has(path));
}
