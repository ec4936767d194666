// How reports look here: the terminal, the options, and where a CI shows files.
import type { ReportSettings } from '../reporters/reporter.js';
import type { Arguments } from './read-arguments.js';
import { sourceLines } from './source-lines.js';
import { sourceUrlOf } from './source-url.js';
import { terminalWidth, wantsColor } from './terminal.js';

/** What stands in for files; `cwd` is absolute. */
export interface Sources {
  readonly cwd: string;
  readonly overlays?: ReadonlyMap<string, string>;
}

/** A file gets no colour unless it was asked for. */
export function settingsFor(file: string | undefined, { cwd, overlays }: Sources, args: Arguments): ReportSettings {
  const stream = file === undefined ? process.stdout : {};
  const sourceUrl = sourceUrlOf(process.env, cwd);
  return {
    color: file === undefined ? wantsColor(args.one('color'), stream) : args.one('color') === 'always',
    width: terminalWidth(stream),
    verbose: args.has('verbose'),
    quiet: args.has('quiet'),
    lineOf: sourceLines(cwd, overlays),
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  };
}
