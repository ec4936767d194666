// Files of the repository that a rendering put into a ConfigMap: what they say counts where they are mounted, with the places of the files.
import type { EmbeddedFileFact, Fact, FileFacts } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { nearness } from '../names/proximity.js';
import { placementsOf } from '../nginx/placements.js';
import { isUsualPath } from './container-files.js';

type Configuration = EmbeddedFileFact['facts'][number];

function isConfiguration(fact: Fact): fact is Configuration {
  return (
    ((fact.kind === 'directive-file' || fact.kind === 'proxy' || fact.kind === 'policy') &&
      fact.mounted === undefined) ||
    fact.kind === 'setting-mistake'
  );
}

/** Of text that all stands at one place, as `.Files.Get` and generators give it: the facts of the file with the same words, where there is one. */
export function withPlacesOfFiles(
  held: readonly EmbeddedFileFact[],
  files: readonly FileFacts[],
): readonly EmbeddedFileFact[] {
  if (!held.some((each) => each.source !== undefined || isAtOnePlace(each))) return held;
  const byPath = new Map(files.map(({ file, facts }) => [file, facts]));
  const known = new Map<string, (readonly Configuration[])[]>();
  for (const { facts } of files) {
    const own = facts.filter(isConfiguration);
    if (!own.some(({ kind }) => kind === 'directive-file' || kind === 'proxy')) continue;
    const words = wordsOf(own);
    known.set(words, [...(known.get(words) ?? []), own]);
  }
  return held.map((each) => {
    if (each.source !== undefined) return { ...each, facts: (byPath.get(each.source) ?? []).filter(isConfiguration) };
    const alike = isAtOnePlace(each) ? (known.get(wordsOf(each.facts)) ?? []) : [];
    const from = each.facts[0]?.at.file ?? each.at.file;
    const [nearest] = alike.toSorted(
      (a, b) => nearness(from, b[0]?.at.file ?? '') - nearness(from, a[0]?.at.file ?? ''),
    );
    return nearest === undefined ? each : { ...each, facts: nearest };
  });
}

function isAtOnePlace({ facts }: EmbeddedFileFact): boolean {
  const lines = new Set<string>();
  JSON.stringify(facts, (_, value: unknown) => {
    if (!isLocation(value)) return value;
    lines.add(`${value.file}:${value.line}`);
    return undefined;
  });
  return lines.size === 1;
}
/** What facts say, whatever file they stand in. */
function wordsOf(facts: readonly Configuration[]): string {
  return JSON.stringify(facts, (key, value: unknown) =>
    isLocation(value) || key === 'scope' || key === 'nameAt' ? undefined : value,
  );
}
function isLocation(value: unknown): value is Location {
  return typeof value === 'object' && value !== null && 'endColumn' in value && 'line' in value;
}

/** Without files that are mounted as they are, unless an image or a compose file has them too. `mounted`: where what is mounted stands. */
export function withoutMountedTwice(
  files: readonly FileFacts[],
  held: readonly EmbeddedFileFact[],
  mounted: ReadonlySet<string>,
): readonly FileFacts[] {
  const sources = new Map(
    held.flatMap(({ at, facts }) => {
      const file = facts[0]?.at.file ?? at.file;
      return file !== at.file && mounted.has(file) ? [[file, facts] as const] : [];
    }),
  );
  const twice = files.filter(({ file, facts }) => {
    const source = sources.get(file);
    return source !== undefined && wordsOf(facts.filter(isConfiguration)) === wordsOf(source);
  });
  if (twice.length === 0) return files;
  const placements = placementsOf(files);
  const isElsewhere = ({ file, facts }: FileFacts): boolean => {
    const products = new Set(facts.filter(isConfiguration).map(({ product }) => product));
    return placements.of(file).some(({ path }) => [...products].some((product) => isReadAt(product, path)));
  };
  const gone = new Set(twice.filter((each) => !isElsewhere(each)));
  return files.map((each) =>
    gone.has(each) ? { ...each, facts: each.facts.filter((fact) => !isConfiguration(fact)) } : each,
  );
}
/** `COPY . .` of an application has every file, and runs none of them. */
const isReadAt = (product: string, path: string): boolean =>
  isUsualPath(product, 'main-files', path) || isUsualPath(product, 'included-files', path);
