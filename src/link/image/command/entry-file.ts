// The source behind the program that a command ends in: a file of Node, or the package a Go binary was built from.
import { productsOfCommand } from '../../../knowledge/lookup.js';
import { perObject } from '../../../knowledge/memo.js';
import {
  baseNameOf,
  folderOf,
  foldersUpFrom,
  insideImage,
  isWithin,
  joinPath,
  normalise,
} from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { UnknownKind } from '../../../model/setting.js';
import type { FactIndex } from '../../../model/topology.js';
import { goModulesByFolder } from '../../lookups.js';
import { findSource, outputs } from '../../names/compiled-sources.js';
import type { EffectiveImage } from '../effective-image.js';
import { copiedFrom, type StageView, sourcesOf } from '../source-paths.js';
import type { ChainEntry } from './chain.js';
import type { Folder, Places } from './chain-places.js';
import { goBinary } from './go-binary.js';

export interface EntryContext {
  readonly places: Places;
  readonly image: EffectiveImage;
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
}
export interface FoundEntry {
  readonly entry?: ChainEntry;
  readonly missing?: { readonly kind: UnknownKind; readonly text: string };
}

export function fileEntry(
  { places, image, hasFile }: EntryContext,
  language: 'node' | 'bun' | 'deno',
  file: string | undefined,
  folder: Folder,
  at: Location,
): FoundEntry {
  const package_ = places.packageAt(folder);
  const directory = package_?.directory ?? (folder.in === 'source' ? folder.path : image.source?.context);
  const base = { language, name: language, at, ...(directory === undefined ? {} : { directory }) };
  if (file === undefined) {
    return { entry: base, missing: { kind: 'dynamic', text: 'no file to start is named' } };
  }
  const named = file === '.' || file === './' ? (package_?.main ?? 'index.js') : file;
  for (const place of places.filesAt(named, folder)) {
    const output = /(?:^|\/)(\.next\/standalone|\.output)\/./.exec(place);
    if (output !== null) {
      const words = [
        language,
        place.slice(place.indexOf(output[1] ?? '')).replace(/^(\.next\/standalone)\/.*\//, '$1/'),
      ];
      const owner = place.slice(0, Math.max(output.index, 0));
      return { entry: { ...base, directory: owner, command: { words, at } } };
    }
    const source = findSource(place, hasFile) ?? mainOfBuild(place, hasFile);
    if (source !== undefined) {
      return { entry: { ...base, file: source } };
    }
  }
  // A build that hands out a part of a workspace keeps the folders inside it.
  const inside = folder.in === 'image' && directory !== undefined ? pathBelow(named, folder.path) : undefined;
  const kept = inside === undefined ? undefined : findSource(joinPath(directory ?? '', inside), hasFile);
  if (kept !== undefined) return { entry: { ...base, file: kept } };
  const built = [language, named];
  // What a framework builds is in no repository; its adapter among the dependencies says whose it is.
  if (productsOfCommand(built, (name) => package_?.dependencies[name]?.text).length > 0) {
    return { entry: { ...base, command: { words: built, at } } };
  }
  return { entry: base, missing: { kind: 'not-in-scan', text: `no source in the scan belongs to ${named}` } };
}

/** `node dist/apps/cart`: the package.json that a monorepo's compiler writes into that folder names `main.js`. */
function mainOfBuild(place: string, hasFile: (path: string) => boolean): string | undefined {
  const parts = place.split('/');
  const isBuilt = parts.some((part) => outputs.has(part)) && !/\.\w+$/.test(parts.at(-1) ?? '');
  return isBuilt ? findSource(`${place}/main.js`, hasFile) : undefined;
}

/** `/app/dist/index.js` below `/app`, and `dist/index.js` as it is. */
function pathBelow(file: string, folder: string | undefined): string | undefined {
  if (!file.startsWith('/')) return file;
  if (folder === undefined || folder === '' || folder === '/') return undefined;
  const above = folder.endsWith('/') ? folder : `${folder}/`;
  return file.startsWith(above) ? file.slice(above.length) : undefined;
}

export function binaryEntry(context: EntryContext, words: readonly string[], folder: Folder, at: Location): FoundEntry {
  const { image, facts, hasFile } = context;
  const [first = ''] = words;
  const name = baseNameOf(first);
  if (/[${]/.test(first)) {
    return { missing: { kind: 'dynamic', text: `the program ${first} is named by a variable that no file sets` } };
  }
  const paths = first.includes('/')
    ? [pathOf(first, folder)]
    : ['/usr/local/bin', '/usr/bin', '/bin', '/go/bin', '/usr/local/sbin', folder.path, '/app', ''].map((bin) =>
        normalise(`${bin}/${first}`),
      );
  for (const path of paths) {
    const go = goBinary(image.view, path, facts.of('go-module'));
    if (go !== undefined) return { entry: { language: 'go', name, at, ...goDirectory(context, go.directories, name) } };
  }
  if (paths.some((path) => isBrought(image.view, path))) return { entry: { language: 'other', name, at } };
  // A binary made before the image build: a Go module in the context, with a folder of that name, is where it comes from.
  const root = image.source?.context;
  const module = root !== undefined && goModulesByFolder(facts).has(root);
  const copied = paths.flatMap((path) => sourcesOf(image.view, path));
  // What a release says it makes the binary of is more than what lies around the place it is copied from.
  const stated = copied.some((path) => !hasFile(path)) ? statedProgram(name, root, facts) : undefined;
  if (stated !== undefined) return { entry: { language: 'go', name, at, directory: folderOf(stated), file: stated } };
  if (module && copied.length > 0)
    return { entry: { language: 'go', name, at, ...goDirectory(context, foldersAround(copied, facts), name) } };
  // `cmd/shop/Dockerfile` copies the binary `shop`, and the package it is made of lies beside it.
  const beside = folderOf(image.source?.dockerfile?.at.file ?? '');
  const main = copied.some((path) => !hasFile(path)) ? goFolders(facts).get(beside) : undefined;
  if (main !== undefined) return { entry: { language: 'go', name, at, directory: beside, file: main } };
  const called = copied.length > 0 ? onlyProgramCalled(name, facts) : undefined;
  if (called !== undefined) return { entry: { language: 'go', name, at, directory: folderOf(called), file: called } };
  return { missing: { kind: 'not-in-scan', text: `what the program ${first} is built from is not in the scan` } };
}
const pathOf = (program: string, folder: Folder): string =>
  folder.in === 'image' ? insideImage(folder.path, program) : normalise(program);
/** `/app/http-server`, which the build makes of a package of the repository, whatever else is called like that. */
export function isBuiltFromSource({ image, facts }: EntryContext, program: string, folder: Folder): boolean {
  if (!program.includes('/')) return false;
  const go = goBinary(image.view, pathOf(program, folder), facts.of('go-module'));
  return go?.directories.some((directory) => goFolders(facts).has(directory)) === true;
}
/** `COPY --from=tools /kubectl /kubectl`, where nothing of the repository gets into the stage `tools`: the program is somebody else's. */
function isBrought(view: StageView, path: string): boolean {
  const origins = copiedFrom(view, path);
  return origins.length > 0 && origins.every((origin) => !takesFromContext(origin.view, 0));
}
function takesFromContext({ chain, stageNamed }: StageView, depth: number): boolean {
  return chain.some(
    ({ copies, runs }) =>
      runs.some(({ text }) => text.includes('--mount=')) ||
      copies.some(({ from }) => {
        const origin = from === undefined || depth > deepestStage ? undefined : stageNamed(from);
        return from === undefined || (origin !== undefined && takesFromContext(origin, depth + 1));
      }),
  );
}
const deepestStage = 4;
/** The package that a release or a Makefile says it makes a binary of that name of; `server` is one of many, unless it lies in the context. */
function statedProgram(name: string, context: string | undefined, facts: FactIndex): string | undefined {
  const made = (programBuildsByName(facts).get(name) ?? []).filter(
    ({ directory }) => !anyProgram.test(name) || (context !== undefined && isWithin(directory, context)),
  );
  const [only, another] = new Set(made.flatMap(({ directory }) => goFolders(facts).get(directory) ?? []));
  return another === undefined ? only : undefined;
}
const programBuildsByName = perObject((facts: FactIndex) => groupBy(facts.of('program-build'), (each) => each.name));
/** The `main.go` of the only folder that is called like a binary made elsewhere, or whatever lies in `cmd/NAME`; many are called `server`. */
function onlyProgramCalled(name: string, facts: FactIndex): string | undefined {
  const mains = (goFoldersByName(facts).get(name) ?? []).flatMap((folder) => goFolders(facts).get(folder) ?? []);
  const [only, another] = mains.filter(
    (file) => baseNameOf(file) === 'main.go' || baseNameOf(folderOf(folderOf(file))) === 'cmd',
  );
  return another === undefined && !anyProgram.test(name) ? only : undefined;
}
export const anyProgram =
  /^(?:api|apiserver|app|backend|bin|cli|cmd|entrypoint|main|manager|run|server|service|start|web|worker)$/;
/** Any file of a package leads to all of it; main.go is the one to name. */
const goFolders = perObject((facts: FactIndex): ReadonlyMap<string, string> => {
  const folders = new Map<string, string>();
  for (const { file } of facts.of('imports')) {
    if (file.endsWith('.go') && (!folders.has(folderOf(file)) || baseNameOf(file) === 'main.go'))
      folders.set(folderOf(file), file);
  }
  return folders;
});
/** A file of the Go package in this folder. */
export const goFileIn = (folder: string, facts: FactIndex): string | undefined => goFolders(facts).get(folder);
/** `api/target/api` lies in the folder of `api`, though the build makes what is below it. */
function foldersAround(paths: readonly string[], facts: FactIndex): readonly string[] {
  const around = foldersAroundGo(facts);
  return paths.flatMap((path) => {
    for (const folder of foldersUpFrom(folderOf(path))) if (folder !== '' && around.has(folder)) return [folder];
    return [];
  });
}
const foldersAroundGo = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set([...goFolders(facts).keys()].flatMap((folder) => [...foldersUpFrom(folder)])),
);
const goFoldersByName = perObject((facts: FactIndex) => groupBy([...goFolders(facts).keys()], baseNameOf));
/** The name, and what follows each hyphen of it. */
function endsOf(name: string): readonly string[] {
  return [name, ...Array.from(name.matchAll(/-/g), ({ index }) => name.slice(index + 1))];
}
const isAround = (context: string | undefined, file: string): boolean =>
  context !== undefined && isWithin(file, context);
/** The folder the build names; else the one called like the binary; else all of the build context. */
function goDirectory(
  { image, facts }: EntryContext,
  directories: readonly string[],
  name: string,
): { readonly directory?: string; readonly file?: string } {
  const folders = goFolders(facts);
  const context = image.source?.context;
  const [around] = directories;
  const guesses = [
    ...(context === undefined
      ? []
      : endsOf(name).flatMap((end) => [`cmd/${end}`, end].map((path) => joinPath(context, path)))),
    // Binaries repeat the name of the project: `shop-worker` is made in `shop/cmd/worker`.
    ...endsOf(name)
      .flatMap((end) => goFoldersByName(facts).get(end) ?? [])
      .filter((folder) => around !== undefined && folder.startsWith(`${around}/`)),
  ];
  const stated = statedProgram(name, context, facts);
  const made = stated === undefined || !isAround(context, stated) ? [] : [folderOf(stated)];
  // What a Makefile builds below the context, no line of the Dockerfile names.
  const called = directories.length > 0 ? undefined : onlyProgramCalled(name, facts);
  const below = called === undefined || !isAround(context, called) ? [] : [folderOf(called)];
  const found = [...directories, ...made, ...guesses, ...below].find((directory) => folders.has(directory));
  const file = found === undefined ? undefined : folders.get(found);
  if (found !== undefined && file !== undefined) return { directory: found, file };
  const first = directories[0] ?? context;
  return first === undefined ? {} : { directory: first };
}
