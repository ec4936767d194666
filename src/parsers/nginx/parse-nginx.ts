// Reads one file of nginx configuration into its directives; what includes what, and what is inherited, is settled by link.
import { directiveKeys } from '../../knowledge/lookup.js';
import { isHole } from '../../model/directive-holes.js';
import type { Directive, Fact, FileFacts, ParseProblem } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { judgeStatements } from './judge.js';
import { lostHeaders } from './lost-headers.js';
import { type ReadDirectives, readDirectives, type Statement } from './read-directives.js';
import { contextOf, contextOfFile, structural } from './words.js';

export const parser: Parser = { parse: parseNginx };

export function parseNginx(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  const place = (start: number, end: number): Location => lines.location(file.path, start, end);
  const read = readDirectives(file.text);
  const template = templateMark(file.text, read);
  if (template !== undefined) {
    const problem: ParseProblem = {
      kind: 'skipped',
      code: 'templated',
      message: 'This file is a template and says nothing before it is rendered.',
      help: 'Lint the rendered file.',
      at: place(template, template),
    };
    return { file: file.path, facts: [], problems: [problem], suppressions: [] };
  }
  const statements = apart(read.statements, file.text);
  const context = contextOfFile(new Set(statements.map((each) => each.name.text)), hasLocation(statements));
  const directives = relevant(statements, context, place);
  const isOurs = context !== undefined || directives.length > 0;
  const facts: Fact[] = isOurs
    ? [
        {
          kind: 'directive-file',
          product: 'nginx',
          at: place(0, 0),
          directives,
          ...(context === undefined ? {} : { context }),
        },
        ...judgeStatements(statements, context, place),
        ...lostHeaders(statements, place),
      ]
    : [];
  return {
    file: file.path,
    facts,
    problems: isOurs ? problemsOf(read, place) : [],
    suppressions: readSuppressions(file.path, read.comments, lines),
  };
}

/** `${LISTENERS}` has no semicolon of its own, so that the directive on the next line is read as its words. */
function apart(statements: readonly Statement[], text: string): readonly Statement[] {
  return statements.flatMap((statement): readonly Statement[] => {
    const { words } = statement;
    const block = statement.block === undefined ? {} : { block: apart(statement.block, text) };
    const holes: Statement[] = [];
    let { name } = statement;
    for (const word of words) {
      if (!isHole(name.text) || !text.slice(name.end, word.start).includes('\n')) break;
      holes.push({ name, words: [], end: name.end });
      name = word;
    }
    return [...holes, { ...statement, ...block, name, words: words.slice(holes.length) }];
  });
}

/** Marks of template languages that no directive could hold; those in comments mean nothing. */
function templateMark(text: string, { comments }: ReadDirectives): number | undefined {
  let next = 0;
  for (const match of text.matchAll(/\{\{|\{%|<%/g)) {
    while ((comments[next]?.end ?? Number.POSITIVE_INFINITY) <= match.index) next++;
    const comment = comments[next];
    if (comment === undefined || comment.start > match.index) return match.index;
  }
  return undefined;
}

const hasLocation = (statements: readonly Statement[]): boolean =>
  statements.some(({ name, block }) => name.text === 'location' && block !== undefined);

/** Leaves out what says nothing about the way of a request, whole blocks of other protocols among it. */
function relevant(
  statements: readonly Statement[],
  context: string | undefined,
  place: (start: number, end: number) => Location,
): Directive[] {
  return statements.flatMap((statement): Directive[] => {
    const { name, words, block, end } = statement;
    const kept = block !== undefined ? contextOf(name.text) !== undefined : context === 'map' || isKnown(name.text);
    if (!kept) return [];
    return [
      {
        name: name.text,
        words: words.map((word) => ({ text: word.text, at: place(word.start, word.end) })),
        at: place(name.start, end),
        ...(block === undefined ? {} : { block: relevant(block, contextOf(name.text), place) }),
      },
    ];
  });
}
function isKnown(name: string): boolean {
  return (
    structural.has(name) || directiveKeys('nginx').has(name) || directiveKeys('nginx-stream').has(name) || isHole(name)
  );
}

function problemsOf({ problem }: ReadDirectives, place: (start: number, end: number) => Location): ParseProblem[] {
  if (problem === undefined) return [];
  const at = place(problem.offset, problem.offset);
  return problem.code === 'limit'
    ? [{ kind: 'skipped', code: 'too-large', message: problem.message, at }]
    : [{ kind: 'syntax', code: 'nginx-syntax', message: problem.message, at }];
}
