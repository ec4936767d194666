// The nginx of one container whose files are mounted: its main file, or the one of the image, with the files it includes by their paths.
import { factRows } from '../../knowledge/lookup.js';
import type { Directive, DirectiveFileFact } from '../../model/facts.js';
import { matchesGlob } from '../../model/wildcard.js';
import type { JoinedFile } from './join-files.js';
import { mayHoldSettings } from './out-of-sight.js';

/** Includes nested deeper than this are loops. */
const deepest = 8;

interface MountedNginxFile {
  readonly file: DirectiveFileFact;
  readonly path: string;
  readonly isMain: boolean;
}

/** `files`: of one container. What its main file does not include, nobody reads. */
export function joinMounted(files: readonly DirectiveFileFact[]): readonly JoinedFile[] {
  const mounted = files
    .flatMap((file): MountedNginxFile[] => (file.mounted === undefined ? [] : [{ file, ...file.mounted }]))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = mounted.map(({ path }) => path);
  const mains = mounted.filter(({ file, isMain }) => isMain && file.context === 'main');
  if (mains.length > 0) {
    return mains.map((main) => {
      const folder = main.path.slice(0, main.path.lastIndexOf('/'));
      return { file: main.file, context: 'main', directives: expand(main, folder, mounted, []), paths };
    });
  }
  const usual = factRows('nginx', 'included-files').flatMap(({ value }) => (Array.isArray(value) ? value : []));
  const read = mounted.filter(
    ({ file, path }) => file.context !== 'main' && usual.some((pattern) => matchesGlob(pattern, path)),
  );
  const first = read.find(({ file }) => file.context === 'http');
  if (first === undefined) return [];
  // The main file of the image includes them all: they see each other's upstream blocks.
  const directives = read.flatMap((each) => expand(each, '/etc/nginx', mounted, []));
  return [{ file: first.file, context: 'http', directives, paths }];
}

/** `home`: where relative patterns count from. */
function expand(
  from: MountedNginxFile,
  home: string,
  all: readonly MountedNginxFile[],
  above: readonly MountedNginxFile[],
): readonly Directive[] {
  if (above.includes(from) || above.length >= deepest) return [];
  const within = [...above, from];
  const expandAll = (directives: readonly Directive[]): readonly Directive[] =>
    directives.flatMap((each): readonly Directive[] => {
      if (each.block !== undefined) return [{ ...each, block: expandAll(each.block) }];
      const pattern = each.name === 'include' ? each.words[0]?.text : undefined;
      if (pattern === undefined) return [each];
      const absolute = pattern.startsWith('/') ? pattern : `${home}/${pattern}`;
      const included = all.filter(({ path }) => path === absolute || matchesGlob(absolute, path));
      if (included.length === 0) return mayHoldSettings(pattern) ? [each] : [];
      return included.flatMap((fragment) => expand(fragment, home, all, within));
    });
  return expandAll(from.file.directives);
}
