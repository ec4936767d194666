// Reads what the recipes of Makefiles build, install and deploy, with the variables that the same file assigns.
import type { Fact, FileFacts } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { settleWith } from '../kit/docker-build.js';
import type { ShellPlace } from '../kit/helm-commands.js';
import { readCommands } from '../kit/shell-facts.js';
import { type Comment, readSuppressions, suppressionWord } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

const longest = 512 * 1024;
const assignment = /^[ ]*(?:export[ \t]+|override[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(:{0,3}|\?)=([^\r\n]*)/gm;

export const parser: Parser = { parse: parseMakefile };

export function parseMakefile(file: SourceText): FileFacts {
  const text = file.text.slice(0, longest);
  const lines = new LineIndex(text);
  const values = new Map<string, string>();
  // The environment of whoever calls make comes before `?=`.
  const usual = new Set<string>();
  for (const [, name, mark, value] of text.matchAll(assignment)) {
    // A value that a program computes says nothing here.
    if (name !== undefined && value !== undefined && !/\$\((?:shell|call|if|or)\b/.test(value))
      values.set(name, withoutComment(value).trim());
    if (name !== undefined && mark === '?') usual.add(name);
  }
  const given = settleWith(new Map([...values].filter(([name]) => !usual.has(name))));
  const settle = settleWith(values);
  const facts: Fact[] = [];
  for (const recipe of recipes(text)) {
    // `$$` is make's way to write a dollar for the shell; blanking keeps the offsets.
    const shell = recipe.text.replace(/\$\$/g, ' $');
    const place: ShellPlace = {
      directory: folderOf(file.path),
      settle,
      given,
      by: file.path,
      at: ({ start, end }) => lines.location(file.path, recipe.start + start, recipe.start + end),
    };
    facts.push(...readCommands(shell, place, 'makefile', values));
  }
  return { file: file.path, facts, problems: [], suppressions: readSuppressions(file.path, commentsIn(text), lines) };
}

/** Of make, and of the shell in a recipe: behind a blank, or the whole line. */
function commentsIn(text: string): readonly Comment[] {
  if (!text.includes(suppressionWord)) return [];
  return Array.from(text.matchAll(/(?<![^ \t\r\n])#[^\r\n]*/g), ({ 0: comment, index: start }) => ({
    text: comment,
    start,
    end: start + comment.length,
  }));
}

function withoutComment(value: string): string {
  const comment = value.search(/\s#/);
  return comment < 0 ? value : value.slice(0, comment);
}

/** Recipe lines; each runs in a shell of its own, so a `cd` ends with its line. */
function recipes(text: string): { text: string; start: number }[] {
  return [...text.matchAll(/^[\t ]+[@+-]*((?:[^\\\r\n]|\\[^\r\n]|\\\r?\n)+)/gm)].map((match) => {
    const body = match[1] ?? '';
    return { text: body, start: match.index + match[0].length - body.length };
  });
}
