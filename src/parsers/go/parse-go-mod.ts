// Reads go.mod: the module's path, its Go version and toolchain, and what it requires.
import type { Fact, FileFacts, GoModuleFact, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

interface Directive {
  readonly words: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

export const parser: Parser = { parse: readModule };

function readModule(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  const { directives, comments } = readDirectives(file.text);
  const place = (word: Directive['words'][number]): Text => ({
    text: unquote(word.text),
    at: lines.location(file.path, word.start, word.end),
  });
  const named = (name: string): Text | undefined => {
    const word = directives.find((each) => each.words[0]?.text === name)?.words[1];
    return word === undefined ? undefined : place(word);
  };
  const suppressions = readSuppressions(file.path, comments, lines);
  const path = named('module');
  if (path === undefined) return { file: file.path, facts: [], problems: [], suppressions };
  const directory = folderOf(file.path);
  const go = named('go');
  const toolchain = named('toolchain');
  const requires = directives.flatMap((each): [string, string][] => {
    const [name, module, version] = each.words;
    return name?.text === 'require' && module !== undefined && version !== undefined
      ? [[unquote(module.text), version.text]]
      : [];
  });
  const module: GoModuleFact = {
    kind: 'go-module',
    path: path.text,
    directory,
    requires: Object.fromEntries(requires),
    at: path.at,
    ...(go === undefined ? {} : { go }),
    ...(toolchain === undefined ? {} : { toolchain }),
  };
  const facts: Fact[] = [module];
  if (go !== undefined) facts.push({ kind: 'runtime-version', runtime: 'go', version: go, directory });
  return { file: file.path, facts, problems: [], suppressions };
}

/** Lines as words; the lines of a block carry the block's word in front. */
function readDirectives(text: string): {
  directives: readonly Directive[];
  comments: readonly { text: string; start: number; end: number }[];
} {
  const directives: Directive[] = [];
  const comments: { text: string; start: number; end: number }[] = [];
  let block: Directive['words'][number] | undefined;
  for (const match of text.matchAll(/[^\n]+/g)) {
    const line = match[0];
    const slashes = /(?:^|\s)\/\//.exec(line);
    const end = slashes === null ? line.length : slashes.index;
    if (slashes !== null) {
      const start = match.index + line.indexOf('//', slashes.index);
      comments.push({ text: text.slice(start, match.index + line.length), start, end: match.index + line.length });
    }
    const words = [...line.slice(0, end).matchAll(/\(|\)|[^\s()]+/g)].map((word) => {
      const start = match.index + word.index;
      return { text: word[0], start, end: start + word[0].length };
    });
    const [first] = words;
    if (first === undefined) continue;
    if (first.text === ')') block = undefined;
    else if (words[1]?.text === '(') block = first;
    else directives.push({ words: block === undefined ? words : [block, ...words] });
  }
  return { directives, comments };
}
const unquote = (text: string): string => text.replaceAll(/^["`]|["`]$/g, '');
