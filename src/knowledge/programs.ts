// Servers that a command line makes: how their options are spelled, and which product the options make of them.
import { once, perName } from './memo.js';
import type { ProgramRow } from './schema-programs.js';
import { lineage, products } from './table.js';

/** Its own, or that of what it builds on. */
export const programRow = perName((productId): ProgramRow | undefined => {
  return lineage(productId).find((file) => file.program !== undefined)?.program;
});

/** The words that start one: `gunicorn`, `waitress-serve`. */
const startingWords = once(
  () =>
    new Set(
      products().flatMap(({ program, claims }) =>
        program === undefined ? [] : (claims?.commands ?? []).flatMap((command) => command.split(' ')[0] ?? []),
      ),
    ),
);
/** One of them is among the words of a command, or in a line that is one of these words. */
export function namesProgram(words: readonly string[]): boolean {
  return words.some((word) => word.split(/[\s/;&|]+/).some((part) => startingWords().has(part)));
}
