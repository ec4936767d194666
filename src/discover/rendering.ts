// What rendering gives: the output of a tool with the files that made it, or a note that says why there is none.
import { sep } from 'node:path';
import type { Location } from '../model/location.js';

/** Where values of a chart come from: a whole file, or the part of one that an installing object holds. */
export interface ValuesSource {
  readonly path: string;
  readonly at?: Location;
  /** The values of that part, which a command line or a list of pairs does not hold in their own form. */
  readonly json?: string;
}
export interface Rendering {
  readonly kind: 'rendered';
  readonly output: string;
  readonly directory: string;
  readonly tool: 'helm' | 'kustomize';
  /** Weakest first; the chart's own values.yaml is among them. Paths are relative to the root. */
  readonly values: readonly ValuesSource[];
  /** Names this installation: two renderings of one chart with other values are two. What stands behind `#` is for people. */
  readonly scope: string;
}
export interface RenderNote {
  readonly kind: 'note';
  readonly code: 'no-renderer' | 'render-failed' | 'render-partial';
  readonly directory: string;
  readonly message: string;
  readonly settle: string;
}
export type RenderResult = Rendering | RenderNote;

export const shown = (directory: string): string => (directory === '' ? 'this folder' : directory);

export function noRenderer(directory: string, tool: string, command: string): RenderNote {
  const message = `${shown(directory)} was read without ${tool} (not on PATH): what only the tool can work out is unknown.`;
  return {
    kind: 'note',
    code: 'no-renderer',
    directory,
    message,
    settle: `Install it, or lint the output of \`${command}\`.`,
  };
}

/** Read all the same, as far as it goes without the tool. */
export function readAllTheSame(note: RenderNote): RenderNote {
  return {
    ...note,
    message: note.message.replace(' was not rendered: ', ' was read without the tool, which refused it: '),
  };
}

export function failed(directory: string, reason: string, settle: string): RenderNote {
  return {
    kind: 'note',
    code: 'render-failed',
    directory,
    message: `${shown(directory)} was not rendered: ${reason}.`,
    settle,
  };
}

/** The last line of an error holds its cause; values may be secrets, so long ones are cut. */
export function reasonIn(error: string, root: string): string {
  const lines = error
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:WARNING|Use --debug|walk\.go|# )/i.test(line));
  const last = lines.at(-1) ?? 'the tool failed';
  const text = (errorOf(last) ?? last)
    .replaceAll(`${root}${sep}`, '')
    .replace(/^Error: /i, '')
    .replace(/\.$/, '');
  // Kustomize tells every folder on the way: the cause stands at the end.
  return text.length > 300 ? `${text.slice(0, 60)} ... ${text.slice(-235)}` : text;
}
/** `E1126 17:03:11 … err="accumulating resources: …"` */
function errorOf(line: string): string | undefined {
  const mark = ' err="';
  const at = /^[A-Z]\d{4} /.test(line) ? line.indexOf(mark, 'E1126 '.length) : -1;
  return at >= 0 && at + mark.length < line.length && line.endsWith('"') ? line.slice(at + mark.length, -1) : undefined;
}
