// Puts included files where their `include` stands, so that inheritance sees what nginx sees.
import type { Directive, DirectiveFileFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { matchesGlob } from '../../model/wildcard.js';
import { joinPath } from '../names/environment.js';
import { nearness } from '../names/proximity.js';
import { mayHoldSettings } from './out-of-sight.js';
import type { PlacedFile, Placements } from './placements.js';

/** A file that nothing includes, with everything it includes in place. */
export interface JoinedFile {
  readonly file: DirectiveFileFact;
  readonly context: string;
  readonly directives: readonly Directive[];
  /** Where it may lie in containers, as far as files show. */
  readonly paths: readonly string[];
}

/** Includes nested deeper than this are loops. */
const deepest = 8;

export function joinFiles(given: readonly DirectiveFileFact[], placements: Placements): readonly JoinedFile[] {
  // nginx, too, includes what a pattern matches in the order of names.
  const files = [...given].sort((a, b) => (a.at.file < b.at.file ? -1 : 1));
  const includes = new Includes(files, placements);
  const mains = files.filter((file) => file.context === 'main');
  const joined = mains.map(
    (file): JoinedFile => ({
      file,
      context: 'main',
      directives: includes.expand(file),
      paths: pathsOf(file, placements),
    }),
  );
  const alone = files.filter((file) => file.context !== 'main' && !includes.isIncluded(file));
  return [...joined, ...togetherByFolder(alone, placements).flatMap((group) => joinGroup(group, includes, placements))];
}
const pathsOf = ({ at }: DirectiveFileFact, placements: Placements): readonly string[] =>
  placements.of(at.file).flatMap((each) => pathsInUse(each.path));
/** Files of a folder that a main file outside the repository includes as a whole: they see each other's upstream blocks. */
function togetherByFolder(
  files: readonly DirectiveFileFact[],
  placements: Placements,
): readonly (readonly DirectiveFileFact[])[] {
  const groups = new Map<string, DirectiveFileFact[]>();
  for (const file of files) {
    const folder = folderOf(file.at.file);
    const placed = placements
      .of(file.at.file)
      .flatMap((each) => pathsInUse(each.path))
      .find((path) => /\/(?:conf|http)\.d\/[^/]+$/.test(path));
    const shared = placed !== undefined || /(?:^|\/)(?:conf\.d|http\.d|sites-enabled|sites-available)$/.test(folder);
    const key =
      file.machines !== undefined
        ? `${file.at.file}\0${file.machines.join('\0')}`
        : file.context === 'server' || !shared
          ? file.at.file
          : `${folder}\0${placed === undefined ? '' : folderOf(placed)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [file]);
    else group.push(file);
  }
  return [...groups.values()];
}
function joinGroup(
  group: readonly DirectiveFileFact[],
  includes: Includes,
  placements: Placements,
): readonly JoinedFile[] {
  const file = group.find((each) => each.context !== undefined);
  if (file?.context === undefined) return [];
  const paths = group.flatMap((each) => pathsOf(each, placements));
  return [{ file, context: file.context, directives: group.flatMap((each) => includes.expand(each)), paths }];
}

class Includes {
  /** Files by the file and the pattern that include them. */
  readonly #found = new Map<string, readonly DirectiveFileFact[]>();
  readonly #included = new Set<DirectiveFileFact>();

  constructor(files: readonly DirectiveFileFact[], placements: Placements) {
    const fragments = files
      .filter((file) => file.context !== 'main')
      .map((file) => ({ file, places: placements.of(file.at.file) }));
    const wanted = files.flatMap((from) => {
      const places = readFrom(placements.of(from.at.file));
      return patternsOf(from.directives).map((pattern) => ({ from, places, pattern }));
    });
    const all = wanted.flatMap((include) =>
      fragments.flatMap((fragment) => {
        const how = fragment.file === include.from ? undefined : howMeant(include, fragment);
        return how === undefined ? [] : [{ ...include, fragment: fragment.file, how }];
      }),
    );
    const named = new Set(all.flatMap((each) => (each.how === 'named' ? [each.fragment] : [])));
    const candidates = all.filter((each) => each.how === 'named' || !named.has(each.fragment));
    for (const candidate of candidates) {
      const rivals = candidates.filter((each) => each.fragment === candidate.fragment);
      const best = Math.max(...rivals.map((each) => nearness(each.from.at.file, each.fragment.at.file)));
      if (nearness(candidate.from.at.file, candidate.fragment.at.file) < best) continue;
      const key = keyOf(candidate.from, candidate.pattern);
      this.#found.set(key, [...(this.#found.get(key) ?? []), candidate.fragment]);
      this.#included.add(candidate.fragment);
    }
  }

  isIncluded(file: DirectiveFileFact): boolean {
    return this.#included.has(file);
  }

  expand(file: DirectiveFileFact, above: readonly DirectiveFileFact[] = []): readonly Directive[] {
    if (above.includes(file) || above.length >= deepest) return [];
    return this.#expandAll(file.directives, file, [...above, file]);
  }

  #expandAll(
    directives: readonly Directive[],
    file: DirectiveFileFact,
    above: readonly DirectiveFileFact[],
  ): readonly Directive[] {
    return directives.flatMap((each): readonly Directive[] => {
      if (each.block !== undefined) return [{ ...each, block: this.#expandAll(each.block, file, above) }];
      const pattern = each.name === 'include' ? each.words[0]?.text : undefined;
      if (pattern === undefined) return [each];
      const included = this.#found.get(keyOf(file, pattern)) ?? [];
      if (included.length === 0) return mayHoldSettings(pattern) ? [each] : [];
      return included.flatMap((fragment) => this.expand(fragment, above));
    });
  }
}
const keyOf = (file: DirectiveFileFact, pattern: string): string => `${file.at.file}\0${pattern}`;

function patternsOf(directives: readonly Directive[]): readonly string[] {
  const found = directives.flatMap((each): readonly string[] => {
    if (each.block !== undefined) return patternsOf(each.block);
    const pattern = each.name === 'include' ? each.words[0]?.text : undefined;
    return pattern === undefined ? [] : [pattern];
  });
  return [...new Set(found)];
}

/** Where packages and images keep the configuration; a relative `include` counts from there. */
const home = /^\/(?:etc\/nginx|usr\/local\/nginx\/conf|usr\/local\/openresty\/nginx\/conf|opt\/bitnami\/nginx\/conf)\//;

/** A container that has the whole repository mounted does not read the file: one that has it where nginx looks does. */
function readFrom(places: readonly PlacedFile[]): readonly PlacedFile[] {
  const atHome = places.filter((each) => home.test(each.path));
  return atHome.length > 0 ? atHome : places;
}

/**
 * The image fills the variables of `templates/x.template` in and writes `conf.d/x`; others fill in next to the template.
 * https://github.com/nginxinc/docker-nginx/blob/master/entrypoint/20-envsubst-on-templates.sh
 */
function pathsInUse(path: string): readonly string[] {
  const filled = path.replace(/\.(?:template|tmpl|tpl)$/, '');
  return [filled, filled.replace(/^\/etc\/nginx\/templates\//, '/etc/nginx/conf.d/')];
}

interface Placed {
  readonly file: DirectiveFileFact;
  readonly places: readonly PlacedFile[];
}
/** The pattern names where the file lies, or where an entry script may write it. */
function howMeant(
  include: { readonly from: DirectiveFileFact; readonly places: readonly PlacedFile[]; readonly pattern: string },
  fragment: Placed,
): 'named' | 'filled-in' | undefined {
  const { pattern, places } = include;
  const absolute = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  const there = fragment.places.filter((each) => pathsInUse(each.path).some((path) => matchesGlob(absolute, path)));
  if (there.some((each) => isSameContainer(places, each))) return 'named';
  // Entry scripts fill a file in elsewhere and write it where the pattern looks.
  const file = baseNameOf(absolute);
  const meantPlaces = places.filter((each) => each.alongside !== true);
  const settled = fragment.places.filter((each) => inPlace.test(each.path));
  const isFilledIn = fragment.places.some(
    (each) =>
      isSameContainer(each.alongside === true ? meantPlaces : places, each) &&
      !isSameContainer(settled, each) &&
      pathsInUse(each.path).some((path) => matchesGlob(file, baseNameOf(path))),
  );
  if (file.includes('*') && isFilledIn && !forModules.test(absolute)) return 'filled-in';
  const from = include.from.at.file;
  const folder = folderOf(from);
  const near = folderOf(folder) === '' ? folder : folderOf(folder);
  // Nothing says where the file that includes lies: its neighbours are meant, not those of another project.
  if (places.length === 0 && there.length > 0 && (near === '' || fragment.file.at.file.startsWith(`${near}/`)))
    return 'named';
  const relative = pattern.replace(home, '');
  if (relative.startsWith('/')) return undefined;
  const plain = fragment.file.at.file.replace(/\.(?:template|tmpl|tpl)$/, '');
  return [folder, folderOf(folder)].some((base) => matchesGlob(joinPath(base, relative), plain)) ? 'named' : undefined;
}
/** Where some nginx reads it as it is, so that nobody writes it elsewhere. */
const inPlace = /\/(?:conf\.d|http\.d|sites-enabled)\/[^/]*(?<!\.(?:template|tmpl|tpl))$/;
/** Where Debian links what only loads a module. */
const forModules = /\/modules(?:-enabled|-available|\.d)?\//;

function isSameContainer(places: readonly PlacedFile[], { by }: PlacedFile): boolean {
  return places.some((each) => each.by.some((owner) => by.includes(owner)));
}
