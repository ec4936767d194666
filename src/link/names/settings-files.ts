// Which settings files one program reads: those that its code and its command name, and what its container mounts in their place.
import { perObject } from '../../knowledge/memo.js';
import type { Expression } from '../../model/expression.js';
import type { BindingsFact, ContainerFact, MountFact } from '../../model/facts.js';
import { baseNameOf, folderOf, foldersAbove, joinPath } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import type { Setting } from '../../model/setting.js';
import { embedded } from '../../model/settings-files.js';
import type { FactIndex } from '../../model/topology.js';
import { matchesGlob } from '../../model/wildcard.js';
import { configMapsByName, secretsByName } from '../lookups.js';

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
  readonly variables: ReadonlyMap<string, Setting<string>>;
}

/** `named`: by the code of the program. */
export function settingsFilesOf(
  { files, named }: { readonly files: ReadonlySet<string>; readonly named: readonly string[] },
  { facts, hasFile }: Scan,
  place?: Place,
): SettingsFiles {
  const told = place === undefined ? [] : [...pathsIn(place.words()), ...pathsIn(textsOf(place.variables, () => true))];
  const inCode = named.filter((each) => !isBuiltIn(each));
  const wanted = [...inCode, ...told];
  const mounted = (place === undefined ? [] : (settingsByContainer(facts).get(place.key) ?? [])).filter(
    ({ mounted: at }) => wanted.length === 0 || (at !== undefined && wanted.some((each) => isCalled(at.path, each))),
  );
  const scan = { facts, hasFile };
  const builtIn = readFiles(
    named.filter(isBuiltIn).map((each) => each.slice(embedded.length)),
    files,
    scan,
  );
  const among = (found: readonly Expression[], read: ReadonlySet<string> | undefined): readonly Expression[] =>
    found.filter(({ at }) => read === undefined || read.has(at.file));
  const inBinary = (found: readonly Expression[] | undefined): readonly Expression[] | undefined =>
    found === undefined || builtIn === undefined ? undefined : orNone(among(found, builtIn));
  if (mounted.length > 0) {
    return (name, found) => {
      const key = name.toLowerCase();
      const values = mounted.flatMap(({ names }) => (Object.hasOwn(names, key) ? (names[key] ?? []) : []));
      return orNone(values) ?? inBinary(found);
    };
  }
  // What lies in its place may say something else.
  const unseen = place === undefined ? undefined : unseenFile(place.container, settingsAmong(inCode, place), facts);
  if (unseen !== undefined) return () => [unseen];
  const byCommand = told.length === 0 ? undefined : readFiles(told, files, scan);
  const read = readFiles(wanted, files, scan);
  return (_, found = []) => {
    // Which file a command names overrides the one that the code falls back on.
    const given = byCommand === undefined ? [] : among(found, byCommand);
    const others = wanted.length === 0 && builtIn !== undefined ? [] : among(found, read);
    return orNone(given) ?? orNone(others.filter(({ at }) => builtIn?.has(at.file) !== true)) ?? inBinary(found);
  };
}
const pathsIn = (texts: readonly string[]): readonly string[] => texts.flatMap((text) => ending.exec(text)?.[0] ?? []);
const textsOf = (variables: Place['variables'], isMeant: (name: string) => boolean): readonly string[] =>
  [...variables].flatMap(([name, each]) => (each.state === 'known' && isMeant(name) ? each.value : []));
/** `/creds/service-account.json` is a file, and none of settings. */
const otherContent = /cred|account|secret|key|cert|token|kube|schema|swagger|openapi|polic|rule/i;
function settingsAmong(inCode: readonly string[], { words, variables }: Place): readonly string[] {
  const named = pathsIn(textsOf(variables, (name) => /conf|cfg|setting/i.test(name)));
  return [...inCode, ...pathsIn(words()), ...named].filter((path) => !otherContent.test(path));
}
const orNone = (values: readonly Expression[]): readonly Expression[] | undefined =>
  values.length === 0 ? undefined : values;

const settingsFiles = perObject((facts: FactIndex): readonly BindingsFact[] =>
  facts.of('bindings').filter(({ space }) => space === 'settings-file'),
);
/** What containers mount, by the names that linking gives them. */
export const settingsByContainer = perObject((facts: FactIndex) =>
  groupBy(settingsFiles(facts), ({ mounted }) => mounted?.in),
);

/** What the container puts where the file would be, and no file of the scan shows. */
export function unseenFile(
  container: ContainerFact,
  wanted: readonly string[],
  facts: FactIndex,
): Expression | undefined {
  for (const mount of container.mounts ?? []) {
    const { from, source, target, at } = mount;
    if (from === 'file' || from === 'volume') continue;
    const covered = wanted.filter((each) => covers(mount, each));
    const isHidden = wanted.includes('*') && hidesSettings(mount, facts);
    if (!isHidden && (covered.length === 0 || covered.every((each) => isInSight(mount, each, facts)))) continue;
    const title = from === 'configmap' ? 'ConfigMap ' : from === 'secret' ? 'Secret ' : '';
    const text = `the program reads its settings from ${title}${source}, which ${container.name} mounts at ${target}`;
    return { kind: 'unknown', reason: 'not-in-scan', text, at };
  }
  return undefined;
}
/** For a program that names its file by a variable: the object has one of settings, and nothing in the scan says what is in it. */
function hidesSettings({ from, source }: MountFact, facts: FactIndex): boolean {
  const isMeant = (key: string): boolean => /\.(?:ya?ml|json|toml)$/.test(key) && !otherContent.test(key);
  if (from === 'configmap')
    return (configMapsByName(facts).get(source) ?? []).some(({ data }) =>
      data.some(({ key, filledIn }) => filledIn === true && isMeant(key)),
    );
  return (secretsByName(facts).get(source) ?? []).some(({ keys }) =>
    keys.some(({ key, value }) => value === undefined && isMeant(key)),
  );
}
function covers({ target, subPath }: MountFact, wanted: string): boolean {
  if (subPath !== undefined) return isCalled(target, wanted);
  const folder = target.replace(/\/$/, '');
  // `./config/api.yaml` of a program that runs in /app.
  const own = folderOf(plainPath(wanted));
  return wanted.startsWith(`${folder}/`) || (!wanted.startsWith('/') && own !== '' && folder.endsWith(`/${own}`));
}
/** The object is known, and with it whether it has such a file and what that says. */
function isInSight({ from, source, items, subPath }: MountFact, wanted: string, facts: FactIndex): boolean {
  const isMeant = (key: string): boolean => {
    const path = items?.find((each) => each.key === key)?.path;
    return subPath === undefined
      ? isCalled(path ?? key, wanted) && (items === undefined || path !== undefined)
      : key === subPath;
  };
  if (from === 'configmap') {
    const maps = configMapsByName(facts).get(source) ?? [];
    const isOpen = maps.some(
      ({ open, data }) => open !== undefined || data.some(({ key, filledIn }) => filledIn === true && isMeant(key)),
    );
    return maps.length > 0 && !isOpen;
  }
  const secrets = secretsByName(facts).get(source) ?? [];
  return (
    secrets.length > 0 &&
    !secrets.some(({ keys }) => keys.some(({ key, value }) => value === undefined && isMeant(key)))
  );
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
/** A file that lies in the binary. */
const isBuiltIn = (wanted: string): boolean => wanted.startsWith(embedded);
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
