// Reads `.env` files: names and values, as compose's `env_file` and dotenv read them.
import type { EnvFileFact, FileFacts, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

/** The value may be quoted over several lines; a `#` behind a blank starts a comment. */
const assignment =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|`([^`]*)`|((?:(?![ \t]#)[^\r\n])*))/gm;
const longest = 256 * 1024;

export const parser: Parser = { parse: parseEnvFile };

export function parseEnvFile(file: SourceText): FileFacts {
  const text = file.text.slice(0, longest);
  const lines = new LineIndex(text);
  const values = new Map<string, Text>();
  for (const match of text.matchAll(assignment)) {
    const [all, name, double, single, back, bare] = match;
    if (name === undefined) continue;
    const value = double?.replace(/\\n/g, '\n').replace(/\\(["\\$])/g, '$1') ?? single ?? back ?? bare?.trim() ?? '';
    const start = match.index + all.search(/\S/);
    values.set(name, { text: value, at: lines.location(file.path, start, match.index + all.trimEnd().length) });
  }
  const comments = [...text.matchAll(/^[ \t]*#[^\r\n]*/gm), ...behindValues(text)].map((match) => {
    const start = match.index + match[0].indexOf('#');
    return { text: match[0].trim(), start, end: match.index + match[0].length };
  });
  const fact: EnvFileFact = {
    kind: 'env-file',
    at: lines.location(file.path, 0, text.length),
    directory: folderOf(file.path),
    values: Object.fromEntries(values),
  };
  return { file: file.path, facts: [fact], problems: [], suppressions: readSuppressions(file.path, comments, lines) };
}

function behindValues(text: string): readonly RegExpExecArray[] {
  const behind = /[ \t]+#[^\r\n]*/y;
  return Array.from(text.matchAll(assignment), (match) => {
    behind.lastIndex = match.index + match[0].length;
    return behind.exec(text);
  }).filter((each) => each !== null);
}
