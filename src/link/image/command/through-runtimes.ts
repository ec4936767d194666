// From a runtime, or a program that starts one, to the file it runs.
import { productsOfCommand } from '../../../knowledge/lookup.js';
import type { PackageFact } from '../../../model/facts.js';
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import type { Setting } from '../../../model/setting.js';
import { spellWords } from '../../../model/shell.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';
import { goFileIn } from './entry-file.js';
import { environmentNamed, fileOf, type ListedProgram, onlyProgram, programsIn, variablesOf } from './process-lists.js';
import * as programs from './programs.js';
import { throughNodeRun } from './through-package-managers.js';

export function throughNode(walk: Walk, words: readonly string[], folder: Folder, at: Location): void {
  const runAt = words.findIndex((word) => word === '--run' || word.startsWith('--run='));
  const rest = afterOpenOptions(programs.afterOptions(words, programs.nodeValued));
  const own = words.slice(0, words.length - rest.length);
  for (const flag of own) walk.chain.flags.push({ text: flag, at });
  for (const path of preloaded(own)) walk.chain.preloads.push(...walk.places.filesAt(path, folder));
  if (runAt >= 0 && runAt <= own.length) {
    const name = words[runAt]?.split('=')[1] ?? words[runAt + 1] ?? '';
    throughNodeRun(walk, name, folder, at);
    return;
  }
  if (own.some((flag) => flag === '-e' || flag === '--eval' || flag === '-p')) {
    walk.chain.push({ kind: 'program', text: spellWords(['node', ...words]), name: 'node', at });
    walk.chain.stop('unsupported-syntax', 'the program is written into the command itself', at);
    return;
  }
  if (own.some((flag) => flag === '--watch' || flag.startsWith('--watch-path'))) {
    const version = walk.context.nodeVersion;
    walk.chain.push({
      kind: 'supervisor',
      text: 'node --watch',
      name: 'node --watch',
      at,
      ...(version === undefined ? {} : { version }),
    });
  }
  const [file, ...behind] = rest;
  const tool = file === undefined ? undefined : /node_modules\/(?:\.bin\/)?(@[^/]+\/[^/]+|[^/]+)/.exec(file)?.[1];
  if (tool !== undefined && throughTool(walk, tool, behind, folder, at)) return;
  walk.chain.push({ kind: 'program', text: spellWords(['node', ...words]), name: 'node', at });
  walk.startFile('node', file, folder, at);
}
/** `-r ./tune.js`, `--import=./tune.mjs`; what stands in a package is none of the repository. */
function preloaded(options: readonly string[]): readonly string[] {
  return options.flatMap((option, index) => {
    const [name = '', value = options[index + 1]] = option.split('=', 2);
    return /^(?:-r|--require|--import)$/.test(name) && /^\.{0,2}\//.test(value ?? '') ? (value ?? []) : [];
  });
}
/** `node $NODE_ARGS server.js`: a variable in front of a file holds options, whatever they are. */
function afterOpenOptions(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words;
  const isOpen = /^\$\{?\w+(?:\[[@*]\])?\}?$/.test(first) && /\.[cm]?[jt]sx?$/.test(second);
  return isOpen ? words.slice(1) : words;
}
/** `node node_modules/.bin/next start`, `node ./node_modules/tsx/dist/cli.mjs src/server.ts`. */
function throughTool(walk: Walk, tool: string, behind: readonly string[], folder: Folder, at: Location): boolean {
  const words = [tool, ...behind];
  if (productsOfCommand(words).length === 0 && !programs.runners.has(tool)) return false;
  walk.program(words, folder, at);
  return true;
}
/** `python -m uvicorn app:app`, `python /opt/venv/bin/gunicorn app:app`: false where it runs code of ours. */
export function throughPython(walk: Walk, words: readonly string[], folder: Folder, at: Location): boolean {
  const module = words.indexOf('-m');
  const rest = programs.afterOptions(words, ['-W', '-X', '-m']);
  const options = words.slice(0, words.length - rest.length);
  const command = module >= 0 && module < options.length ? words.slice(module + 1) : rest;
  const [first, ...behind] = command;
  if (first === undefined || productsOfCommand([baseNameOf(first), ...behind]).length === 0) return false;
  walk.program(command, folder, at);
  return true;
}
export function throughRunner(
  walk: Walk,
  name: string,
  rest: readonly string[],
  words: readonly string[],
  folder: Folder,
  at: Location,
): void {
  const package_ = walk.places.packageAt(folder);
  const version = installedVersion(package_, name);
  const targets = rest.filter((word) => !['start', 'watch', 'run', 'src'].includes(word));
  const [file] = targets;
  const lists = file !== undefined && listsPrograms(file) ? walk.places.filesAt(file, folder) : undefined;
  if (
    !walk.chain.push({
      kind: 'supervisor',
      text: spellWords(words),
      name,
      at,
      ...(version === undefined ? {} : { version }),
      ...(lists === undefined ? {} : { lists }),
    })
  )
    return;
  const exec = name === 'nodemon' ? words.findIndex((word) => word === '--exec' || word === '-x') : -1;
  const inner = exec < 0 ? undefined : words[exec + 1];
  if (inner !== undefined) {
    // `nodemon --exec "node -r x" src/index.ts` puts its file behind the command.
    walk.line([inner, ...targets.slice(0, 1)].join(' '), folder, at, ['sh', '-c']);
    return;
  }
  if (file === 'npm' || file === 'yarn') {
    const dashes = words.indexOf('--');
    walk.words([file, ...(dashes < 0 ? ['start'] : words.slice(dashes + 1))], folder, at);
    return;
  }
  if (lists !== undefined) {
    const program = onlyProgram(walk.context.facts, lists, words);
    const script = program && fileOf(program);
    if (program !== undefined) walk.chain.listed.push(...variablesOf(program, environmentNamed(words)));
    walk.chain.push({ kind: 'program', text: `node ${script ?? ''}`.trim(), name: 'node', at });
    if (program === undefined) {
      const listed = programsIn(walk.context.facts, lists, words);
      noteListed(walk, listed, environmentNamed(words), folder, at);
    }
    if (script === undefined) walk.chain.stop('unsupported-syntax', `the program to start is in ${file}`, at);
    else walk.startFile('node', script, folder, at);
    return;
  }
  walk.chain.push({ kind: 'program', text: `node ${file ?? ''}`.trim(), name: 'node', at });
  walk.startFile('node', file ?? package_?.main, folder, at);
}

/** Several programs of a list run side by side, where each is a file of ours. */
function noteListed(
  walk: Walk,
  listed: readonly ListedProgram[],
  environment: string | undefined,
  folder: Folder,
  at: Location,
): void {
  const entries = listed.flatMap((program) => {
    const script = fileOf(program);
    const { entry } = walk.aside((by) => script !== undefined && by.startFile('node', script, folder, at));
    const variables = [...walk.chain.variables];
    return entry?.file === undefined
      ? []
      : [{ file: entry.file, variables, listed: variablesOf(program, environment) }];
  });
  if (entries.length === listed.length) walk.chain.beside.push(...entries);
}

export function throughGoRun(walk: Walk, rest: readonly string[], folder: Folder, at: Location): void {
  const target = rest[0] ?? '.';
  walk.chain.push({ kind: 'supervisor', text: `go run ${target}`, name: 'go run', at });
  walk.chain.push({ kind: 'program', text: baseNameOf(target), name: baseNameOf(target), words: rest, at });
  const isFile = target.endsWith('.go');
  const { hasFile, facts } = walk.context;
  const places = walk.places.filesNear(isFile ? target : `${target}/main.go`, folder);
  const place = places.find((each) => (isFile ? hasFile(each) : goFileIn(folderOf(each), facts) !== undefined));
  const named = place ?? places[0];
  const directory = named === undefined ? walk.image.source?.context : folderOf(named);
  const file = place === undefined || isFile ? place : goFileIn(folderOf(place), facts);
  walk.chain.entry = {
    language: 'go',
    name: baseNameOf(target),
    at,
    ...(directory === undefined ? {} : { directory }),
    ...(file === undefined ? {} : { file }),
  };
}

function installedVersion(package_: PackageFact | undefined, name: string): Setting<string> | undefined {
  const text = package_?.dependencies[name === 'pm2-runtime' ? 'pm2' : name];
  return text === undefined || !/\d/.test(text.text)
    ? undefined
    : { state: 'known', value: text.text, origin: { kind: 'written', at: text.at, text: text.text } };
}
/** `ecosystem.config.js`, `pm2.json`, `process.yml` */
function listsPrograms(file: string): boolean {
  const name = file.split(/[^\w.-]/).at(-1) ?? '';
  return /ecosystem|pm2|process/.test(name) && /\.(?:[cm]?js|json|ya?ml)$/.test(name);
}
