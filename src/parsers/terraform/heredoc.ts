// The text of a heredoc as a file of its own, with the way back to its lines.
import type { ConfigValue } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import type { MoveLocation } from '../kit/relocate.js';
import type { LineIndex } from '../kit/text.js';

/** Longer text is nothing that a person wrote. */
const longest = 256 * 1024;

export interface Heredoc {
  /** As it stands in the file: its indentation and what Terraform fills in included. */
  readonly text: string;
  readonly move: MoveLocation;
}
/** Undefined for anything else, text in quotes among it. */
export function heredocOf(value: ConfigValue, lines: LineIndex): Heredoc | undefined {
  const at = value.is === 'template' ? value.at : value.is === 'scalar' ? value.expression.at : undefined;
  const text = at === undefined ? undefined : linesOf(at, lines);
  if (at === undefined || text === undefined || text.length > longest) return undefined;
  const { file, line } = at;
  return { text, move: (place) => ({ ...place, file, line: place.line + line, endLine: place.endLine + line }) };
}
function linesOf({ line, endLine }: Location, lines: LineIndex): string | undefined {
  const marker = /<<-?\s*(\w+)\s*$/.exec(lines.lineText(line))?.[1];
  if (marker === undefined) return undefined;
  const texts = Array.from({ length: Math.max(0, endLine - line) }, (_, index) => lines.lineText(line + 1 + index));
  const end = texts.findIndex((text) => text.trim() === marker);
  return `${(end < 0 ? texts : texts.slice(0, end)).join('\n')}\n`;
}
