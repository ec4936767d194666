// Which settings files one program reads: those that its code and its command name, and what its container mounts in their place.
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { BindingsFact, ContainerFact } from '../../model/facts.js';
import { baseNameOf, folderOf, foldersAbove, joinPath } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import type { FactIndex } from '../../model/topology.js';
import { matchesGlob } from '../../model/wildcard.js';

/** What a program finds under a key, of all that files of its module have there. */
export type SettingsFiles = (
  key: string,
  found: readonly Expression[] | undefined,
) => readonly Expression[] | undefined;

const ending = /[\w./-]{1,200}\.(?:ya?ml|json|toml)$/;

interface Scan {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
}
/** Where the program runs, by the name that linking gives the container, with what its command and its variables say. */
interface Place {
  readonly container: ContainerFact;
  readonly key: string;
  readonly words: () => readonly string[];
}

/** `named`: by the code of the program. */
export function settingsFilesOf(
  { files, named }: { readonly files: ReadonlySet<string>; readonly named: readonly string[] },
  { facts, hasFile }: Scan,
  place?: Place,
): SettingsFiles {
  const wanted = [...named, ...(place?.words().flatMap((word) => ending.exec(word)?.[0] ?? []) ?? [])];
  const mounted = (place === undefined ? [] : (mountedByContainer(facts).get(place.key) ?? [])).filter(
    ({ mounted: at }) => wanted.length === 0 || (at !== undefined && wanted.some((each) => isCalled(at.path, each))),
  );
  if (mounted.length > 0) {
    return (name) => {
      const key = name.toLowerCase();
      const values = mounted.flatMap(({ names }) => (Object.hasOwn(names, key) ? (names[key] ?? []) : []));
      return values.length > 0 ? values : undefined;
    };
  }
  const unseen = place === undefined ? undefined : unseenFile(place, wanted);
  const read = readFiles(wanted, files, { facts, hasFile });
  return (_, found) => {
    const own = found?.filter(({ at }) => read === undefined || read.has(at.file)) ?? [];
    if (own.length === 0) return undefined;
    // What lies in its place may say something else.
    return unseen === undefined ? own : [unseen];
  };
}

const settingsFiles = perObject((facts: FactIndex): readonly BindingsFact[] =>
  facts.of('bindings').filter(({ space }) => space === 'settings-file'),
);
const mountedByContainer = perObject((facts: FactIndex) => groupBy(settingsFiles(facts), ({ mounted }) => mounted?.in));

/** What the container puts where the file would be, and no file of the scan shows. */
function unseenFile({ container }: Place, wanted: readonly string[]): Expression | undefined {
  for (const { from, source, target, subPath, at } of container.mounts ?? []) {
    if (from === 'file' || from === 'volume') continue;
    const covers = wanted.some((each) =>
      subPath === undefined ? each.startsWith(`${target.replace(/\/$/, '')}/`) : isCalled(target, each),
    );
    if (!covers) continue;
    const title = from === 'configmap' ? 'ConfigMap ' : from === 'secret' ? 'Secret ' : '';
    const text = `the program reads its settings from ${title}${source}, which ${container.name} mounts at ${target}`;
    return { kind: 'unknown', reason: 'not-in-scan', text, at };
  }
  return undefined;
}

/** Undefined where any may be meant: none is named, or none of that name is there. */
function readFiles(
  wanted: readonly string[],
  program: ReadonlySet<string>,
  { facts, hasFile }: Scan,
): ReadonlySet<string> | undefined {
  const paths = settingsFiles(facts).flatMap(({ owner, mounted }) => (mounted === undefined ? [owner] : []));
  if (wanted.includes('*')) return undefined;
  const found = new Set<string>();
  for (const each of wanted) {
    const whole = paths.filter((path) => endsWith(path, each));
    // One that says nothing of servers is read all the same.
    if (whole.length === 0) for (const path of atRoots(each, program)) if (hasFile(path)) whole.push(path);
    const alike = whole.length > 0 ? whole : paths.filter((path) => isCalled(path, each));
    const near = alike.filter((path) => isBeside(path, program));
    for (const path of near.length > 0 ? near : alike) found.add(path);
  }
  return found.size === 0 ? undefined : found;
}
/** Where a path of a program is in its repository, seen from each folder above it. */
function atRoots(wanted: string, program: ReadonlySet<string>): readonly string[] {
  const plain = plainPath(wanted);
  const [file] = program;
  if (!plain.includes('/') || plain.includes('*') || file === undefined) return [];
  return foldersAbove(file).map((folder) => joinPath(folder, plain));
}
const plainPath = (wanted: string): string => wanted.replace(/^(?:\.{0,2}\/)+/, '');
const isCalled = (path: string, wanted: string): boolean => matchesGlob(baseNameOf(wanted), baseNameOf(path));
/** `./configs/api.yaml` of a program is the `services/shop/configs/api.yaml` of its repository. */
function endsWith(path: string, wanted: string): boolean {
  const plain = plainPath(wanted).split('/');
  const tail = path.split('/').slice(-plain.length);
  return plain.length > 1 && matchesGlob(plain.join('/'), tail.join('/'));
}
const foldersOf = perObject((program: ReadonlySet<string>) => new Set(Array.from(program, folderOf)));
function isBeside(path: string, program: ReadonlySet<string>): boolean {
  const folders = foldersOf(program);
  const own = folderOf(path);
  return folders.has(own) || (own !== '' && folders.has(folderOf(own)));
}
