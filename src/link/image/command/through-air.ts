// From air, which builds a Go program anew when its source changes, to the program: its file says what it builds and starts.
import { perObject } from '../../../knowledge/memo.js';
import type { BindingsFact } from '../../../model/facts.js';
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import { spellWords, splitWords } from '../../../model/shell.js';
import type { FactIndex } from '../../../model/topology.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';
import { goFileIn } from './entry-file.js';
import { packageBuiltBy } from './go-binary.js';

/** Without a file, and for what it leaves out. Source: `defaultConfig` in runner/config.go of air. */
const usual = { files: ['.air.toml', '.air.conf'], cmd: 'go build -o ./tmp/main .', bin: './tmp/main' };

export function throughAir(walk: Walk, words: readonly string[], folder: Folder, at: Location): void {
  const file = configurationOf(walk, words, folder);
  // Told to, it sends SIGINT first, and waits as long as `kill_delay` says: nobody has measured what comes of it.
  const asks = file !== 'missing' && file?.text('build.send_interrupt') === 'true';
  const step = {
    kind: 'supervisor',
    text: spellWords(words.slice(0, 3)),
    name: asks ? 'air with send_interrupt' : 'air',
    at,
  } as const;
  if (!walk.chain.push(step)) return;
  if (file === 'missing') {
    walk.chain.stop('not-in-scan', 'the configuration of air is not in the scan', at);
    return;
  }
  const moved = walk.places.moved(folder, file?.text('root'));
  const build = file?.text('build.cmd') ?? usual.cmd;
  const built = packageBuiltBy(build, moved.path);
  const entrypoint = file?.words('build.entrypoint') ?? [];
  const started =
    file?.text('build.full_bin') ??
    (entrypoint.length === 0 ? undefined : spellWords(entrypoint)) ??
    file?.text('build.bin') ??
    usual.bin;
  if (built === undefined) {
    walk.line(started, moved, at, ['/bin/sh', '-c']);
    return;
  }
  const { facts } = walk.context;
  const places = walk.places.filesNear(`${built}/main.go`, moved);
  const place = places.find((each) => goFileIn(folderOf(each), facts) !== undefined);
  const source = place === undefined ? undefined : goFileIn(folderOf(place), facts);
  const name = baseNameOf(entrypoint[0] ?? file?.text('build.bin') ?? started);
  const after = [...wordsAfter(started, name), ...(file?.words('build.args_bin') ?? []), ...ownArguments(words)];
  walk.chain.push({ kind: 'program', text: started, name, words: [name, ...after], at });
  if (place === undefined || source === undefined) {
    walk.chain.stop('not-in-scan', `no source in the scan belongs to what ${spellWords(words.slice(0, 3))} builds`, at);
    return;
  }
  walk.chain.entry = { language: 'go', name, at, directory: folderOf(place), file: source };
}

/** Of `APP_ENV=dev ./tmp/main serve`: `serve`. */
function wordsAfter(started: string, name: string): readonly string[] {
  const words = splitWords(started);
  const program = words.findIndex((word) => baseNameOf(word) === name);
  return program < 0 ? [] : words.slice(program + 1);
}
/** What air hands on to the program: everything behind `--`, or from the first word that is no flag of its own. Source: README of air, runtime arguments. */
function ownArguments(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  if (end >= 0) return words.slice(end + 1);
  let at = 1;
  while (words[at]?.startsWith('-') === true) at += /=|^--?[dvh]$/.test(words[at] ?? '') ? 1 : 2;
  return words.slice(at);
}

interface Configuration {
  text(key: string): string | undefined;
  words(key: string): readonly string[];
}
/** The file that `-c` names, or the usual one; undefined where there is none, `missing` where there should be. */
function configurationOf(walk: Walk, words: readonly string[], folder: Folder): Configuration | 'missing' | undefined {
  const flag = words.findIndex((word) => /^--?c(?:onfig)?(?:=|$)/.test(word));
  const joined = words[flag]?.split('=')[1];
  const named = flag < 0 ? undefined : (joined ?? words[flag + 1]);
  const read = configurations(walk.context.facts);
  for (const path of named === undefined ? usual.files : [named]) {
    const found = walk.places.filesNear(path, folder).flatMap((each) => read.get(each) ?? [])[0];
    if (found !== undefined) return { text: (key) => textOf(found, key), words: (key) => wordsOf(found, key) };
  }
  return named === undefined ? undefined : 'missing';
}
const configurations = perObject(
  (facts: FactIndex): ReadonlyMap<string, BindingsFact> =>
    new Map(
      facts.of('bindings').flatMap((each) => (each.space === 'program-file' ? [[each.owner, each] as const] : [])),
    ),
);
function textOf({ names }: BindingsFact, key: string): string | undefined {
  const value = Object.hasOwn(names, key) ? names[key]?.[0] : undefined;
  return value?.kind === 'literal' && value.value !== '' ? String(value.value) : undefined;
}
/** `args_bin = ["serve", "--port=8080"]`: the whole value, or one by one. */
function wordsOf({ names }: BindingsFact, key: string): readonly string[] {
  return Object.entries(names).flatMap(([name, values]) => {
    const value = name === key || name.startsWith(`${key}[`) ? values[0] : undefined;
    return value?.kind === 'literal' && typeof value.value === 'string' ? [value.value] : [];
  });
}
