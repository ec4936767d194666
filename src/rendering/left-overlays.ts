// Overlays that users do not meet: those for developers beside one for production, and those that nobody installs beside one that is installed.
import { builtOn } from '../discover/render-kustomizations.js';
import { isEnvironment, isForDevelopers, isForProduction } from '../model/environments.js';
import type { KustomizationFact, KustomizeInstallFact } from '../model/facts.js';
import type { RunNote } from '../model/report.js';
import { hasParts, matchesGlob } from '../model/wildcard.js';

export type BuiltFact = KustomizationFact & {
  readonly isLeftOut?: true;
  /** Others are built on it, and somebody installs it as it is all the same. */
  readonly isAlsoBuilt?: true;
};

export function withLeftOut(
  kustomizations: readonly KustomizationFact[],
  installs: readonly KustomizeInstallFact[],
): readonly BuiltFact[] {
  const { byObject, byCommand, perhaps } = installedFolders(installs);
  const isInstalled = ({ directory }: KustomizationFact): boolean => byObject(directory) || byCommand(directory);
  const production = kustomizations.filter(({ directory }) => saysProduction(directory));
  // What a command applies may be a developer's, whatever it is called.
  const installed = kustomizations.filter((each) => isInstalled(each) && !saysDevelopers(each.directory));
  const isLeftOut = (each: KustomizationFact): boolean => {
    const { directory } = each;
    if (byObject(directory)) return false;
    return [...new Set([...production, ...installed])].some((other) => {
      const word = otherWord(directory, other.directory);
      if (word === undefined || !shareBase(each, other)) return false;
      const isUsers = isProduction(word.theirs);
      if (isDevelopers(word.own)) return isUsers || isInstalled(other);
      if (byCommand(directory) || perhaps(directory)) return false;
      if (byObject(other.directory)) return isUsers;
      // Pipelines that nobody reads here may deploy what is called like an environment.
      return isUsers && byCommand(other.directory) && !isEnvironment(`${word.own}/`);
    });
  };
  const withProduction = new Set(production.flatMap(builtOn));
  return kustomizations.map((each): BuiltFact => {
    const { directory } = each;
    // Beside an overlay for production, a command that applies the base as it is may be for any other cluster.
    const isBuilt = byObject(directory) || (byCommand(directory) && !withProduction.has(directory));
    return {
      ...each,
      ...(isLeftOut(each) ? { isLeftOut: true } : {}),
      ...(isBuilt ? { isAlsoBuilt: true } : {}),
    };
  });
}
/** Silence about them must not look like health. */
export function leftOutNotes(left: readonly string[]): readonly RunNote[] {
  if (left.length === 0) return [];
  const [names, verb] = [left.slice(0, mostNamed).join(', '), left.length === 1 ? 'was' : 'were'];
  const rest = left.length > mostNamed ? ` and ${left.length - mostNamed} more` : '';
  return [
    {
      code: 'left-overlays',
      message: `${names}${rest} ${verb} left out: users meet other overlays of the same base.`,
      settle: 'Lint the output of `kustomize build`.',
    },
  ];
}
const mostNamed = 4;

const isProduction = (word: string): boolean => isForProduction(`${word}/`);
const isDevelopers = (word: string): boolean => isForDevelopers(`${word}/`);
const saysProduction = (directory: string): boolean => directory.split('/').some(isProduction);
const saysDevelopers = (directory: string): boolean => directory.split('/').some(isDevelopers);

interface InstalledFolders {
  readonly byObject: (directory: string) => boolean;
  readonly byCommand: (directory: string) => boolean;
  /** A template or a variable may mean it. */
  readonly perhaps: (directory: string) => boolean;
}
function installedFolders(installs: readonly KustomizeInstallFact[]): InstalledFolders {
  const hasHole = ({ directory }: KustomizeInstallFact): boolean => /[{}$<]/.test(directory);
  const open = installs.filter(hasHole).map(({ directory }) => directory.split(hole));
  const named = (isCommand: true | undefined): ((directory: string) => boolean) => {
    const those = installs.filter((each) => each.isCommand === isCommand && !hasHole(each));
    const folders = new Set(those.map(({ directory }) => directory));
    const patterns = [...folders].filter((each) => each.includes('*'));
    return (directory) => folders.has(directory) || patterns.some((each) => matchesGlob(each, directory));
  };
  return {
    byObject: named(undefined),
    byCommand: named(true),
    perhaps: (directory) => open.some((parts) => hasParts(parts, directory, 0)),
  };
}
/** Of Go templates, shells, make, just and whatever else fills in a path. */
const hole = /\{\{[^{}]{0,300}\}\}|\$\{[^{}]{0,300}\}|\$\([^()]{0,300}\)|\$\w+|<[^<>]{0,300}>|[{}$<]/;

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
