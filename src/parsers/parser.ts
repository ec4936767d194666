// What every parser is: a cheap gate on name and text, then one pure function from one file's text to its facts.
import type { FileFacts } from '../model/facts.js';

export interface SourceText {
  /** POSIX path relative to the scan root. */
  readonly path: string;
  readonly text: string;
}
/** Registered in `registry.ts`; holds no heavy import, so that asking costs nothing. */
export interface ParserEntry {
  readonly name: string;
  /** By file name alone. */
  accepts(path: string): boolean;
  /** What may stand behind the last dot of a name it accepts, in lower case; '' for names without one. Left out: anything. */
  readonly endings?: readonly string[];
  /** Whether the text can matter at all: a substring or regular-expression test, nothing more. */
  gate(file: SourceText): boolean;
  /** Loads the real parser on first use. */
  load(): Promise<Parser>;
  /** Bumped whenever the facts this parser gives for the same text change. */
  readonly version: number;
}
export interface Parser {
  parse(file: SourceText): FileFacts;
}
