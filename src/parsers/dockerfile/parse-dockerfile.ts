// Reads one Dockerfile into its stages: base image, environment, files copied and what PID 1 will be.
import type { DockerfileFact, FileFacts, ParseProblem, StageFact } from '../../model/facts.js';
import { type Location, pointAt } from '../../model/location.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import type { Instructions } from './instruction.js';
import { readInstructions } from './instructions.js';
import { StageBuilder } from './stage.js';
import { splitPairs, substitute } from './variables.js';

/** Longer files are generated, and no build we know comes near. */
const longest = 512 * 1024;
const official = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::|@|$)/;
const instructionWords = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

export const parser: Parser = { parse: parseDockerfile };

export function parseDockerfile(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  if (file.text.length > longest) {
    const message = `The Dockerfile is larger than ${longest / 1024} KB.`;
    return nothing(file.path, { kind: 'skipped', code: 'too-large', message, at: pointAt(file.path, 1) });
  }
  const read = readSafely(file.text);
  if (read === undefined) {
    const message = 'The Dockerfile cannot be cut into instructions.';
    return nothing(file.path, { kind: 'syntax', code: 'dockerfile-syntax', message, at: pointAt(file.path, 1) });
  }
  const suppressions = readSuppressions(file.path, read.comments, lines);
  const problem = problemOf(read, file, lines);
  if (problem !== undefined) return { file: file.path, facts: [], problems: [problem], suppressions };
  return { file: file.path, facts: [readStages(read, file, lines)], problems: [], suppressions };
}

const nothing = (file: string, problem: ParseProblem): FileFacts => ({
  file,
  facts: [],
  problems: [problem],
  suppressions: [],
});

/** The syntax library throws on some broken texts; that is the text's fault, not ours. */
function readSafely(text: string): Instructions | undefined {
  try {
    return readInstructions(text);
  } catch {
    return undefined;
  }
}

function problemOf(read: Instructions, file: SourceText, lines: LineIndex): ParseProblem | undefined {
  const { instructions, syntax } = read;
  const strange = instructions.find((each) => !instructionWords.has(each.keyword));
  if (strange !== undefined) {
    const at = lines.location(file.path, strange.start, strange.start + strange.keyword.length);
    if (syntax !== undefined && !official.test(syntax)) {
      const message = `The Dockerfile is written for the front end ${syntax}, which adds instructions of its own.`;
      return { kind: 'skipped', code: 'dockerfile-frontend', message, at };
    }
    if (/[{}<>%@]/.test(strange.keyword)) {
      return { kind: 'skipped', code: 'templated', message: 'The Dockerfile is a template that is not filled in.', at };
    }
    const word = strange.keyword.length > 40 ? `${strange.keyword.slice(0, 40)}...` : strange.keyword;
    return {
      kind: 'syntax',
      code: 'dockerfile-syntax',
      message: `Docker knows no instruction ${JSON.stringify(word)}.`,
      help: 'End the line above with a backslash if the two belong together.',
      at,
    };
  }
  const early = instructions.find((each) => each.keyword !== 'ARG' && each.keyword !== 'ONBUILD');
  if (early?.keyword === 'FROM') return undefined;
  const at = early === undefined ? pointAt(file.path, 1) : lines.location(file.path, early.start, early.end);
  return { kind: 'syntax', code: 'dockerfile-syntax', message: 'The Dockerfile does not begin with FROM.', at };
}

function readStages(read: Instructions, file: SourceText, lines: LineIndex): DockerfileFact {
  const globals = new Map<string, string>();
  const places = new Map<string, Location>();
  const builders: StageBuilder[] = [];
  const named = new Map<string, StageBuilder>();
  for (const instruction of read.instructions) {
    const current = builders.at(-1);
    if (instruction.keyword === 'FROM') {
      const stage = new StageBuilder(instruction, { globals, places }, named, file.path, lines);
      builders.push(stage);
      if (stage.name !== undefined) named.set(stage.name, stage);
    } else if (current !== undefined) {
      current.add(instruction);
    } else if (instruction.keyword === 'ARG') {
      for (const { name, value } of splitPairs(instruction.text)) {
        if (value === undefined) continue;
        globals.set(name, substitute(value, globals).text);
        places.set(name, lines.location(file.path, instruction.start, instruction.end));
      }
    }
  }
  const stages: StageFact[] = builders.map((each) => each.build());
  return {
    kind: 'dockerfile',
    at: lines.location(file.path, 0, file.text.length),
    stages,
    globalArgs: Object.fromEntries(globals),
  };
}
