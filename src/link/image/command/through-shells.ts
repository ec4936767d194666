// From a shell, a line of it or a script to the command that is left when it has done its work.
import type { ScriptEnd, ScriptFact, SetVariable } from '../../../model/facts.js';
import { baseNameOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import { readShell, spellWords } from '../../../model/shell.js';
import { endsOfShell, type ShellEnd } from '../../../model/shell-end.js';
import type { ChainStep } from './chain.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';
import * as programs from './programs.js';

export function throughShell(walk: Walk, name: string, words: readonly string[], folder: Folder, at: Location): void {
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const beforeFile = words.findIndex((word) => !word.startsWith('-') && !/^(?:pipefail|errexit|nounset)$/.test(word));
  if (
    option >= 0 &&
    (beforeFile < 0 || option < beforeFile || words.slice(0, option).every((word) => /^(?:-|pipefail)/.test(word)))
  ) {
    throughLine(walk, words[option + 1] ?? '', folder, at, [name, '-c'], words.slice(option + 2));
    return;
  }
  const file = words[beforeFile];
  if (file === undefined) {
    walk.chain.push({ kind: 'shell', text: name, name: 'sh -c', at });
    walk.chain.stop('dynamic', `${name} waits for input`, at);
    return;
  }
  const script = walk.places.scriptAt(file, folder);
  if (script !== undefined) {
    throughScript(walk, script, words.slice(beforeFile), folder);
  } else {
    walk.chain.push({ kind: 'script', text: `${name} ${file}`, name: 'script', at });
    walk.chain.stop('not-in-scan', `what the script ${file} does is not in the scan`, at);
  }
}

export function throughLine(
  walk: Walk,
  line: string,
  folder: Folder,
  at: Location,
  shell: readonly string[],
  positional: readonly string[] = [],
): void {
  const { last, beside } = endsOfShell(line);
  for (const each of beside)
    noteBeside(walk, expanded(each.words, positional), { ...each, variables: setBy(each, at) }, folder, at);
  const name = baseNameOf(shell[0] ?? 'sh');
  const own = name === 'bash' ? ({ shell: 'bash' } as const) : name === 'dash' ? ({ shell: 'dash' } as const) : {};
  const text = `${name} -c`;
  if (last === undefined) {
    walk.chain.push({ kind: 'shell', text, name: 'sh -c compound', at, ...own });
    walk.chain.stop('dynamic', `which command the line ${shortened(line)} ends in depends on conditions`, at);
    return;
  }
  const compound = last.hands === 'stays';
  const step: ChainStep = {
    kind: 'shell',
    text,
    name: last.hands === 'exec' ? 'exec' : compound ? 'sh -c compound' : 'sh -c',
    at,
    hands: last.hands,
    redirected: last.redirected,
    ...own,
  };
  walk.chain.variables.push(...setBy(last, at));
  if (walk.chain.push(step))
    walk.words(expanded(last.words, positional), walk.places.moved(folder, last.directory), at);
}

export function throughScript(walk: Walk, script: ScriptFact, words: readonly string[], folder: Folder): void {
  const { last = handsOn(script, words), shifted } = endFor(script, words[1]);
  const hands = last === undefined ? undefined : last.exec ? 'exec' : 'stays';
  const interpreters = script.interpreter.split(' ');
  const init = programs.inits.get(interpreters[0] ?? '');
  if (init !== undefined) walk.chain.push({ kind: 'init', text: init.name, name: init.name, at: script.at });
  const step: ChainStep = {
    kind: 'script',
    text: spellWords(words),
    name: hands === 'exec' ? 'exec' : 'script',
    at: last?.at ?? script.at,
    traps: script.traps,
    ...(hands === undefined ? {} : { hands }),
  };
  if (!walk.chain.push(step)) return;
  for (const each of script.beside ?? [])
    noteBeside(walk, expanded(firstWords(each.command), words.slice(1 + shifted)), each, folder, each.at);
  if (last === undefined) {
    const other = script.otherwise?.map((end) => end.command).join(' or ');
    const choice = other === undefined ? '' : ` (${shortened(other)})`;
    walk.chain.stop('dynamic', `the command that ${words[0]} ends in depends on conditions${choice}`, script.at);
    return;
  }
  walk.chain.variables.push(...(last.variables ?? []));
  walk.words(
    expanded(firstWords(last.command), words.slice(1 + shifted)),
    walk.places.moved(folder, last.directory),
    last.at,
  );
}

const setBy = ({ variables }: ShellEnd, at: Location): readonly SetVariable[] =>
  variables.map(({ start: _, end: __, ...each }) => ({ ...each, at }));
const firstWords = (command: string): readonly string[] =>
  readShell(command).commands[0]?.words.map((word) => word.text) ?? [];

/** A program of ours in the background runs in the same container, whatever comes after it. */
function noteBeside(
  walk: Walk,
  words: readonly string[],
  { directory, variables = [] }: Pick<ScriptEnd, 'directory' | 'variables'>,
  folder: Folder,
  at: Location,
): void {
  const inside = walk.aside((by) => by.words(words, walk.places.moved(folder, directory), at));
  const { entry, listed } = inside;
  if (entry?.file === undefined || entry.language === 'other') return;
  const set = [...walk.chain.variables, ...variables, ...inside.variables];
  walk.chain.beside.push({ file: entry.file, variables: set, listed });
}

/** Where the script leads with this first argument; one that only the start of the container knows decides nothing. */
function endFor({ last, byFirst }: ScriptFact, written: string | undefined): { last?: ScriptEnd; shifted: number } {
  const otherwise = { ...(last === undefined ? {} : { last }), shifted: 0 };
  const word = written ?? byFirst?.fallback ?? '';
  if (byFirst === undefined || word.includes('$')) return otherwise;
  const known = byFirst.ends.find((each) => each.word === word) ?? byFirst.ends.find((each) => each.word === undefined);
  return known?.end === undefined ? otherwise : { last: known.end, shifted: known.shifted ?? 0 };
}

/** `./wait-for-it.sh db:5432 -- node server.js`: all that it may become is what it keeps of its arguments; else it ends. */
function handsOn({ otherwise = [] }: ScriptFact, words: readonly string[]): ScriptEnd | undefined {
  const [only, ...others] = otherwise;
  if (only?.exec !== true || others.length > 0 || commandBehindDashes(words).length === 0) return undefined;
  const [first, ...more] = readShell(only.command).commands[0]?.words ?? [];
  return first !== undefined && more.length === 0 && wholeList.test(first.text) ? only : undefined;
}
/** `${command[@]}` */
const wholeList = /^\$\{\w+\[[@*]\]\}$/;
function commandBehindDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--');
  return dashes < 0 ? [] : words.slice(dashes + 1);
}

/** `"$@"` and `$1` of a script, with the words it was started with. */
function expanded(words: readonly string[], positional: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (/^\$(?:[@*]|\{[@*]\})$/.test(word)) return positional;
    if (wholeList.test(word) && commandBehindDashes(positional).length > 0) return commandBehindDashes(positional);
    const index = /^\$\{?(\d)\}?$/.exec(word)?.[1];
    return index === undefined ? [word] : [positional[Number(index) - 1] ?? word];
  });
}
const shortened = (text: string): string =>
  (text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`).replace(/\s+/g, ' ');
