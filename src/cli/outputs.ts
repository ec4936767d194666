// Where each report of a run goes, settled before the work starts.
import { formats } from '../reporters/registry.js';
import type { Arguments } from './read-arguments.js';
import { writeOut } from './terminal.js';
import { UsageError } from './usage-error.js';
import { checkTarget, reasonOf, writeWhole } from './write-file.js';

export interface Output {
  readonly format: string;
  /** Undefined for standard output. */
  readonly file: string | undefined;
}

/**
 * `--format sarif=out.sarif --format pretty -o report.txt`: at most one report without a file of its own. Where standard output is
 * taken by something else, none.
 */
export function outputsOf(args: Arguments, isTaken = false): readonly Output[] {
  const named = args.all('format').map(split);
  const target = fileOf(args.one('output'));
  const homeless = named.filter((each) => each.file === undefined);
  if (homeless.length > 1) {
    const [first, second] = homeless;
    throw new UsageError(
      `${first?.format} and ${second?.format} cannot both go to ${target ?? 'standard output'}: write one to a file, --format ${second?.format}=FILE.`,
    );
  }
  if (named.length > 0 && homeless.length === 0 && args.has('output')) {
    throw new UsageError('-o has no report left to write: every --format names a file.');
  }
  if (isTaken && target === undefined) {
    const [first] = homeless;
    if (first !== undefined)
      throw new UsageError(
        `the patch of --dry-run takes standard output: write the report to a file, --format ${first.format}=FILE.`,
      );
    if (named.length === 0) return [];
  }
  const outputs =
    named.length === 0
      ? [{ format: 'pretty', file: target }]
      : named.map((each) => ({ ...each, file: each.file ?? target }));
  const files = outputs.flatMap((each) => each.file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`two reports cannot both go to ${twice}.`);
  for (const file of files) checkTarget(file);
  return outputs;
}
function split(text: string): Output {
  const at = text.indexOf('=');
  const format = at < 0 ? text : text.slice(0, at);
  const file = at < 0 ? undefined : text.slice(at + 1);
  if (file === '') throw new UsageError(`--format ${format}= needs a file after the =.`);
  if (!formats.includes(format)) throw new UsageError(`there is no format "${format}".`);
  return { format, file: fileOf(file) };
}
/** `-` and /dev/stdout are standard output. */
function fileOf(file: string | undefined): string | undefined {
  return file === '-' || file === '/dev/stdout' ? undefined : file;
}
/** The one output of a command that writes a single text. */
export function targetOf(args: Arguments): string | undefined {
  const file = fileOf(args.one('output'));
  if (file !== undefined) checkTarget(file);
  return file;
}

export async function deliver(file: string | undefined, text: string | Uint8Array): Promise<void> {
  if (file !== undefined) {
    writeWhole(file, text);
    return;
  }
  try {
    await writeOut(text);
  } catch (error) {
    throw new UsageError(`standard output cannot be written: ${reasonOf(error)}.`);
  }
}
