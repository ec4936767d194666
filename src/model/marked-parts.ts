// What stands between two marks, such as the actions of a template: in time that grows with the text, however many open and never close.

/** Each part from an opening mark to the first closing one behind it, with both, as offsets. */
export function markedParts(text: string, open: string, close: string): readonly { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, parts.at(-1)?.end)) {
    const closed = text.indexOf(close, start + open.length);
    if (closed < 0) break;
    parts.push({ start, end: closed + close.length });
  }
  return parts;
}
