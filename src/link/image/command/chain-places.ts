// Where the paths and names of a command lead: files of the repository, scripts and packages.
import { imageRow } from '../../../knowledge/lookup.js';
import { perObject } from '../../../knowledge/memo.js';
import type { ContainerFact, PackageFact, ScriptFact } from '../../../model/facts.js';
import { folderOf, foldersUpFrom, insideImage, joinPath, normalise } from '../../../model/file-paths.js';
import type { FactIndex } from '../../../model/topology.js';
import { packagesByFolder, packagesByPath, scriptsByPath } from '../../lookups.js';
import type { EffectiveImage } from '../effective-image.js';
import { sourcesOf } from '../source-paths.js';
import type { ChainEntry } from './chain.js';

/** Folders at or above which there is source of a language. */
const languageFolders = perObject((facts: FactIndex) => {
  const above = (paths: readonly string[]): ReadonlySet<string> =>
    new Set(paths.flatMap((path) => [...foldersUpFrom(path)]));
  const goFiles = facts.of('imports').flatMap(({ file }) => (file.endsWith('.go') ? [file] : []));
  return {
    go: above([...goFiles, ...facts.of('go-module').map((each) => each.directory)]),
    node: above(facts.of('package').map((each) => each.directory)),
  };
});

const standardPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** A folder of the image, or of the repository once the path has led there. */
export type Folder = { readonly in: 'image'; readonly path: string } | { readonly in: 'source'; readonly path: string };

export class Places {
  readonly #container: ContainerFact;
  readonly #image: EffectiveImage;
  readonly #facts: FactIndex;

  constructor(container: ContainerFact, image: EffectiveImage, facts: FactIndex) {
    this.#container = container;
    this.#image = image;
    this.#facts = facts;
  }

  moved(folder: Folder, to: string | undefined): Folder {
    if (to === undefined) return folder;
    if (to.startsWith('/')) return { in: 'image', path: normalise(to) };
    return folder.in === 'image'
      ? { in: 'image', path: insideImage(folder.path, to) }
      : { in: 'source', path: joinPath(folder.path, to) };
  }
  /** Paths of the repository that a path of the command may mean: mounts first, then what was copied. */
  filesAt(path: string, folder: Folder): readonly string[] {
    if (folder.in === 'source' && !path.startsWith('/')) return [joinPath(folder.path, path)];
    const inside = insideImage(folder.path, path);
    const mounted = (this.#container.mounts ?? []).flatMap((mount) => {
      const target = normalise(mount.target);
      if (mount.from !== 'file') return [];
      if (inside === target) return [mount.source];
      const below = target === '/' ? target : `${target}/`;
      return inside.startsWith(below) ? [joinPath(mount.source, inside.slice(below.length))] : [];
    });
    return [...mounted, ...sourcesOf(this.#image.view, inside)];
  }

  /** Likewise; where no copy leads there, what lies in the build context under that path. */
  filesNear(path: string, folder: Folder): readonly string[] {
    const context = this.#image.source?.context;
    const relative = path.replace(/^\/+/, '');
    return [...this.filesAt(path, folder), ...(context === undefined ? [] : [joinPath(context, relative)])];
  }

  scriptAt(path: string, folder: Folder): ScriptFact | undefined {
    if (!path.includes('/') && !path.includes('.') && folder.in === 'source') return undefined;
    const scripts = scriptsByPath(this.#facts);
    if (scripts.size === 0) return undefined;
    const places =
      path.includes('/') || folder.in === 'source'
        ? this.filesAt(path, folder)
        : [...this.#searched(), '/'].flatMap((bin) => this.filesAt(`${bin}/${path}`, folder));
    const found = places.flatMap((place) => scripts.get(place)?.[0] ?? [])[0];
    if (found !== undefined || !path.endsWith('.sh') || path.includes('/') || this.#isOfBase(path)) return found;
    // A base that nobody describes may have the folder in its PATH.
    return this.filesAt(path, folder).flatMap((place) => scripts.get(place)?.[0] ?? [])[0];
  }
  /** Where the image looks for a program that is named without a folder. */
  #searched(): readonly string[] {
    const own = this.#image.stages.flatMap(({ env }) =>
      env.flatMap(({ name, value }) =>
        name === 'PATH' && value.kind === 'literal' ? String(value.value).split(':') : [],
      ),
    );
    return [...new Set([...own.filter((each) => each.startsWith('/')), ...standardPath])];
  }
  /** The node image has a script of that name in its PATH. https://github.com/nodejs/docker-node */
  #isOfBase(path: string): boolean {
    const { base, baseOpen } = this.#image;
    return (
      path === 'docker-entrypoint.sh' && base !== undefined && !baseOpen && imageRow(base.text)?.runtime === 'node'
    );
  }

  packageAt(folder: Folder, workspace?: string): PackageFact | undefined {
    const byPath = packagesByPath(this.#facts);
    const byFolder = packagesByFolder(this.#facts);
    if (workspace !== undefined) {
      const packages = this.#facts.of('package');
      const wanted = workspace.replace(/\.{3}$/, '').replace(/^\.\//, '');
      return (
        packages.find((each) => each.name === wanted || each.directory === wanted) ??
        packages.find((each) => each.name?.replace(/^@[^/]*\//, '') === wanted)
      );
    }
    const places = this.filesAt('package.json', folder);
    const found = places.flatMap((place) => byPath.get(place)?.[0] ?? [])[0];
    if (found !== undefined || folder.in === 'source') return found;
    // A copy we cannot follow: the package beside the Dockerfile, or the one of the build context.
    const beside = [folderOf(this.#image.source?.dockerfile?.at.file ?? ''), this.#image.source?.context];
    return beside.flatMap((directory) => (directory === undefined ? [] : (byFolder.get(directory)?.[0] ?? [])))[0];
  }

  /** What the folder holds: a Go module or Go files, else a package of Node. */
  languageOf(directory: string): ChainEntry['language'] {
    const { go, node } = languageFolders(this.#facts);
    return go.has(directory) ? 'go' : node.has(directory) ? 'node' : 'other';
  }
}
