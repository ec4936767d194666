// Reads `.nvmrc` and its kin: the version of a runtime that a folder asks for, or of the Yarn that it carries.
import type { FileFacts, RuntimeVersionFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

type Runtime = RuntimeVersionFact['runtime'];
const byFile: ReadonlyMap<string, Runtime> = new Map([
  ['.nvmrc', 'node'],
  ['.node-version', 'node'],
  ['.bun-version', 'bun'],
  ['.dvmrc', 'deno'],
  ['.go-version', 'go'],
]);
const byTool: ReadonlyMap<string, Runtime> = new Map([
  ['nodejs', 'node'],
  ['node', 'node'],
  ['golang', 'go'],
  ['go', 'go'],
  ['bun', 'bun'],
  ['deno', 'deno'],
]);

export const parser: Parser = { parse: parseRuntimeVersion };

export function parseRuntimeVersion(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  const directory = folderOf(file.path);
  const runtimeOfFile = byFile.get(baseNameOf(file.path));
  const isYarn = baseNameOf(file.path) === '.yarnrc.yml';
  const facts: RuntimeVersionFact[] = [];
  const comments: { text: string; start: number; end: number }[] = [];
  for (const match of file.text.matchAll(/[^\r\n]+/g)) {
    const hash = match[0].indexOf('#');
    if (hash >= 0) {
      comments.push({ text: match[0].slice(hash), start: match.index + hash, end: match.index + match[0].length });
    }
    const said = hash < 0 ? match[0] : match[0].slice(0, hash);
    const carried = isYarn ? /^yarnPath:[ \t]*["']?[^\s"']{0,200}\/yarn-(\d[\w.-]*)\.c?js/d.exec(said) : null;
    const [from, to] = carried?.indices?.[1] ?? [];
    if (carried !== null && from !== undefined && to !== undefined) {
      const at = lines.location(file.path, match.index + from, match.index + to);
      facts.push({ kind: 'runtime-version', runtime: 'yarn', version: { text: carried[1] ?? '', at }, directory });
    }
    const [first, second] = isYarn ? [] : said.matchAll(/\S+/g);
    const tool = runtimeOfFile === undefined && first !== undefined ? byTool.get(first[0]) : undefined;
    const runtime = runtimeOfFile ?? tool;
    const version = runtimeOfFile === undefined ? second : first;
    if (runtime === undefined || version === undefined) continue;
    const start = match.index + version.index;
    const at = lines.location(file.path, start, start + version[0].length);
    facts.push({ kind: 'runtime-version', runtime, version: { text: version[0], at }, directory });
    if (runtimeOfFile !== undefined) break;
  }
  return { file: file.path, facts, problems: [], suppressions: readSuppressions(file.path, comments, lines) };
}
