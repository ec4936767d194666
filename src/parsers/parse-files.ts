// Reads each file once, gives it to every parser that wants it, and joins what they saw.
import type { FileFacts, ParseProblem } from '../model/facts.js';
import { pointAt } from '../model/location.js';
import type { Pause } from '../model/pieces.js';
import type { InternalError } from '../model/report.js';
import type { FactsMemory, FileToParse } from './facts-memory.js';
import { decodeUtf8, LineIndex } from './kit/text.js';
import type { Parser, ParserEntry } from './parser.js';
import { entriesFor } from './registry.js';

export interface ParsedFiles {
  readonly facts: readonly FileFacts[];
  readonly errors: readonly InternalError[];
  readonly read: number;
  readonly parsed: number;
  readonly recalled: number;
}

export async function parseFiles(
  files: readonly FileToParse[],
  memory?: FactsMemory,
  pause?: Pause,
): Promise<ParsedFiles> {
  const loaded = new Map<ParserEntry, Parser>();
  const facts: FileFacts[] = [];
  const errors: InternalError[] = [];
  let read = 0;
  let parsed = 0;
  let recalled = 0;
  for (const file of files) {
    const entries = entriesFor(file.path);
    if (entries.length === 0) continue;
    if (pause !== undefined) await pause();
    const before = memory?.recall(file, 'facts');
    if (before !== undefined) {
      recalled += 1;
      if (saysSomething(before)) facts.push(before);
      continue;
    }
    read += 1;
    const outcome = await parseOne(file, entries, loaded);
    errors.push(...outcome.errors);
    if (outcome.parsed) parsed += 1;
    const known =
      outcome.errors.length === 0 ? (memory?.remember(file, 'facts', outcome.facts) ?? outcome.facts) : outcome.facts;
    if (saysSomething(known)) facts.push(known);
  }
  return { facts, errors, read, parsed, recalled };
}
function saysSomething(each: FileFacts): boolean {
  return each.facts.length > 0 || each.problems.length > 0 || each.suppressions.length > 0;
}

async function parseOne(
  file: FileToParse,
  entries: readonly ParserEntry[],
  loaded: Map<ParserEntry, Parser>,
): Promise<{ facts: FileFacts; errors: readonly InternalError[]; parsed: boolean }> {
  const content = file.read();
  if (!content.ok) return { facts: onlyProblem(file.path, unreadable(file.path, content)), errors: [], parsed: false };
  const { text, problem } = decodeUtf8(content.bytes);
  const source = { path: file.path, text };
  const wanting = entries.filter((entry) => entry.gate(source));
  const errors: InternalError[] = [];
  const parts: FileFacts[] = [];
  for (const entry of wanting) {
    try {
      parts.push((await parserOf(entry, loaded)).parse(source));
    } catch (error) {
      errors.push({
        where: `parser ${entry.name} (${file.path})`,
        message: error instanceof Error ? error.message : String(error),
        ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
      });
    }
  }
  const joined = join(file.path, parts);
  if (problem === undefined || wanting.length === 0) return { facts: joined, errors, parsed: wanting.length > 0 };
  const at = new LineIndex(text).location(file.path, problem.offset, problem.offset);
  const encoding: ParseProblem = { kind: 'skipped', code: 'invalid-utf8', message: problem.message, at };
  return { facts: { ...joined, problems: [encoding, ...joined.problems] }, errors, parsed: true };
}
async function parserOf(entry: ParserEntry, loaded: Map<ParserEntry, Parser>): Promise<Parser> {
  const known = loaded.get(entry);
  if (known !== undefined) return known;
  const parser = await entry.load();
  loaded.set(entry, parser);
  return parser;
}

/** Two readers of one broken file say the same thing once; a problem of one that another read well is none. */
function join(path: string, parts: readonly FileFacts[]): FileFacts {
  const seen = new Set<string>();
  const problems = parts
    .flatMap((part) => part.problems)
    .filter((problem) => {
      const key = `${problem.code}:${problem.at.line}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const ignored = new Set<string>();
  const suppressions = parts
    .flatMap((part) => part.suppressions)
    .filter((each) => {
      const key = `${each.at.line}:${each.at.column} ${each.rules.join()}`;
      if (ignored.has(key)) return false;
      ignored.add(key);
      return true;
    });
  return { file: path, facts: parts.flatMap((part) => part.facts), problems, suppressions };
}
function onlyProblem(path: string, problem: ParseProblem): FileFacts {
  return { file: path, facts: [], problems: [problem], suppressions: [] };
}
function unreadable(path: string, content: { readonly code: string; readonly message: string }): ParseProblem {
  return {
    kind: 'skipped',
    code: content.code,
    message: `${path} was not read: ${content.message}`,
    at: pointAt(path, 1),
  };
}
