// Configuration inside YAML: a line can be added where the text stands in a block that keeps its lines, and nowhere else.
import type { OpenFile } from './open-file.js';

/** `data: { nginx.conf: "…" }` and folded text would take the new line for something else. */
export function takesLines(file: OpenFile, offset: number): boolean {
  if (!/\.(?:ya?ml|json)$/.test(file.path)) return true;
  const { line } = file.lines.position(offset);
  let least = indentOf(file.lines.lineText(line));
  for (let above = line - 1; above >= 1 && least > 0; above -= 1) {
    const text = file.lines.lineText(above);
    if (text.trim() === '' || indentOf(text) >= least) continue;
    if (opensBlock(text)) return true;
    least = indentOf(text);
  }
  return false;
}
/** `nginx.conf: |-`, with or without a comment behind it. */
function opensBlock(line: string): boolean {
  const bar = line.indexOf('|');
  return bar > 0 && /:\s+$/.test(line.slice(0, bar).slice(-80)) && /^\|[-+\d]{0,2}(?:\s|$)/.test(line.slice(bar));
}
const indentOf = (line: string): number => line.length - line.trimStart().length;
