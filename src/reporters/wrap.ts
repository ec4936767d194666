// Breaks words into lines of the terminal's width.

/** Lines no longer than `width`, the later ones indented; a word longer than that stays whole. */
export function wrapText(text: string, width: number, indent = '', laterIndent = indent): string {
  const lines: string[] = [];
  let line = indent;
  let length = lengthOf(indent);
  let empty = true;
  for (const word of text.split(' ')) {
    const more = lengthOf(word);
    if (!empty && length + 1 + more > width) {
      lines.push(line.trimEnd());
      line = laterIndent;
      length = lengthOf(laterIndent);
      empty = true;
    }
    // Of several spaces at the end of a line none begins the next.
    if (word === '' && empty && lines.length > 0) continue;
    line += empty ? word : ` ${word}`;
    length += empty ? more : 1 + more;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** Characters as a reader counts them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return surrogate.test(text) ? [...text].length : text.length;
}
const surrogate = /[\ud800-\udfff]/;
