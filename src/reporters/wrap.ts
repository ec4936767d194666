// Breaks words into lines of the terminal's width.

/** Lines no longer than `width`, the later ones indented; a word longer than that stays whole. */
export function wrapText(text: string, width: number, indent = '', laterIndent = indent): string {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = laterIndent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** Characters as a reader counts them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
