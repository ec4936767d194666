// What a run found out of a last one, and what the report of a run rests on.
import { hash } from 'node:crypto';
import type { ReportGrounds, SavedReport } from '../cache/last-report.js';
import type { SeenFiles } from '../cache/seen-files.js';
import type { NamesByFolder } from '../discover/list-files.js';
import { type RenderInputs, stampsOfInputs, wordOfInputs } from '../discover/render-inputs.js';
import type { Trees } from '../discover/trees.js';
import { type FileToParse, type Reading, readings } from '../parsers/facts-memory.js';

export interface LastRun {
  /** What a run would print now; undefined where it takes a run to know. */
  readonly report: SavedReport | undefined;
  /** What was found out for that. */
  readonly seen: SeenFiles;
  /** Where the next report is kept, and under which words. */
  readonly place: { readonly file: string; readonly key: string };
}

export type RunGrounds = ReportGrounds<Basis, Rendered>;
/** What renderers of charts and kustomizations read. */
export interface Rendered {
  readonly inputs: RenderInputs;
  readonly content: string;
  /** Left out where the file system says nothing that lasts. */
  readonly stamps?: string;
}

/** What a report rests on, in JSON. */
export interface Basis {
  /** What stands for the bytes of each file, in the order of the grounds, with a line break between two. */
  readonly contents: string;
  /** Which readings were made of each: a character of `madeAs`. */
  readonly made: string;
  /** What stands for all that these said, in the same order, with a line break between two. */
  readonly said: string;
  readonly looked: readonly string[];
  readonly asked: readonly (readonly [path: string, questions: readonly SavedQuestion[]])[];
  readonly shown: readonly (readonly [file: string, line: number, text: string | null])[];
}
export type SavedQuestion = readonly [
  patterns: readonly (string | readonly [source: string, flags: string])[],
  answer: boolean,
];

/** Undefined where not all of them are kept. */
export function madeAs(made: readonly Reading[] | undefined): string {
  const bits = made?.map((reading) => 1 << readings.indexOf(reading));
  return bits === undefined ? '-' : bits.reduce((all, bit) => all | bit, 0).toString(36);
}
export function madeFrom(character: string): readonly Reading[] | undefined {
  const bits = Number.parseInt(character, 36);
  return Number.isNaN(bits) ? undefined : readings.filter((_, place) => (bits & (1 << place)) !== 0);
}

/** Equal where the same files are listed. */
export function listedAs(names: NamesByFolder): string {
  return hashOf(JSON.stringify([...names].map(([folder, { fingerprint }]) => [folder, fingerprint])));
}

/** Stands for the bytes of the file, or for why there are none. */
export function contentOf(file: FileToParse, seen: SeenFiles): string {
  const word = seen.contentOf(file);
  if (word !== undefined) return word;
  const content = file.read();
  return content.ok ? '' : content.code;
}

/** Undefined where a later run could not tell whether it reads the same. */
export function renderedFrom(inputs: RenderInputs, seen: SeenFiles, trees?: Trees): Rendered | undefined {
  // Before anything is read: what is written meanwhile has other stamps.
  const stamps = stampsOfInputs(inputs, (path) => seen.lastingStampOf(path));
  const content = wordOfInputs(inputs, trees);
  return content === undefined ? undefined : { inputs, content, ...(stamps === undefined ? {} : { stamps }) };
}

export function hashOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
