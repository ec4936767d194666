// What the terminal is like: colour, width, and writing to streams that may be gone.
import { safeLines, safeText } from '../reporters/safe-text.js';
import { wrapText } from '../reporters/wrap.js';

const narrowest = 40;
const widest = 120;
const unknownWidth = 100;

/** --color, then FORCE_COLOR, then NO_COLOR, then whether somebody is looking. */
export function wantsColor(choice: string | undefined, stream: { readonly isTTY?: boolean }): boolean {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = process.env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY === true && term !== 'dumb';
}
export function terminalWidth(stream: { readonly columns?: number }): number {
  const columns = stream.columns;
  if (columns === undefined || columns === 0) return unknownWidth;
  return Math.min(widest, Math.max(narrowest, columns));
}

/** A reader that has seen enough (`| head`) is no error. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!isClosedPipe(error)) throw error;
    });
  }
}
function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
}
export function writeOut(text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error !== undefined && error !== null && !isClosedPipe(error)) reject(error);
      else resolve();
    });
  });
}
/** One line for a person; names in it may come from strangers. */
export function complain(message: string): void {
  process.stderr.write(safeLines(`hoplint: ${safeText(message)}\n`));
}
export function tell(text: string): void {
  // A log keeps its lines whole.
  const { stderr } = process;
  stderr.write(safeLines(`${stderr.isTTY ? wrapText(text, terminalWidth(stderr), '', '  ') : text}\n`));
}
