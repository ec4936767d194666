// What a result rests on besides facts: texts that were used whole, and questions that were asked of others. A file that changed and
// says what it said, of which nothing else was used, cannot change the result.
import type { RenderInputs } from './discover/render-inputs.js';
import type { Trees } from './discover/trees.js';
import {
  type FactsMemory,
  type FilesByPath,
  type FileToParse,
  holdsAny,
  type Patterns,
  type Reading,
  type Readings,
} from './parsers/facts-memory.js';

import { parseFiles } from './parsers/parse-files.js';
import { bindingsOf, callsOf } from './parsers/read-bindings.js';
import { scanImports } from './parsers/scan-imports.js';

/** Is told what a run uses of texts. */
export interface Witness {
  /** The text of this file is used for more than its facts. */
  looked(path: string): void;
  asked(path: string, patterns: Patterns, answer: boolean): void;
  /** Charts and kustomizations are about to be rendered. `trees`: as the tools will see them. */
  renders?(inputs: RenderInputs, trees: Trees): void;
  /** What a tool made of them may be something else the next time. */
  doubts?(): void;
}
export interface Question {
  readonly patterns: Patterns;
  readonly answer: boolean;
}
export interface Grounds {
  readonly looked: ReadonlySet<string>;
  readonly asked: ReadonlyMap<string, readonly Question[]>;
}

export function gatherGrounds(): Grounds & { readonly witness: Witness } {
  const looked = new Set<string>();
  const asked = new Map<string, Question[]>();
  return {
    looked,
    asked,
    witness: {
      looked: (path) => looked.add(path),
      asked(path, patterns, answer) {
        const list = asked.get(path);
        if (list === undefined) asked.set(path, [{ patterns, answer }]);
        else list.push({ patterns, answer });
      },
    },
  };
}

/** The files of a run, each of which tells what is used of it. */
export function watchedBy(witness: Witness, files: FilesByPath): FilesByPath {
  return mapped(questionedBy(witness, files), (file) => ({
    ...file,
    read() {
      witness.looked(file.path);
      return file.read();
    },
  }));
}
/** For those who read a file only for what a memory of readings is told. */
export function questionedBy(witness: Witness, files: FilesByPath): FilesByPath {
  return mapped(files, (file) => ({
    ...file,
    holds(patterns) {
      const answer = holdsAny(file, patterns);
      witness.asked(file.path, patterns, answer);
      return answer;
    },
  }));
}
function mapped(files: FilesByPath, change: (file: FileToParse) => FileToParse): FilesByPath {
  return {
    has: (path) => files.has(path),
    keys: () => files.keys(),
    get(path) {
      const file = files.get(path);
      return file && change(file);
    },
  };
}

/** Nothing but facts of that file was used, or what else was asked of it has the same answers. */
export function restsOnFacts(path: string, file: FileToParse | undefined, { looked, asked }: Grounds): boolean {
  return !looked.has(path) && (asked.get(path) ?? []).every((each) => holdsAny(file, each.patterns) === each.answer);
}

/** The same readings of the file as it is now. */
export async function readAgain(
  file: FileToParse,
  readings: Iterable<Reading>,
  memory: FactsMemory,
): Promise<Readings> {
  const { path } = file;
  const follower = { moduleOf: () => [], files: new Map([[path, file]]), memory };
  const again = new Map();
  for (const reading of readings) {
    if (reading === 'facts') await parseFiles([file], memory);
    else if (reading === 'bindings') await bindingsOf([path], follower);
    else if (reading === 'calls') await callsOf([path], follower);
    else {
      const imports = scanImports(file);
      if (imports !== undefined) memory.remember(file, reading, imports);
    }
    again.set(reading, memory.recall(file, reading));
  }
  return again;
}
