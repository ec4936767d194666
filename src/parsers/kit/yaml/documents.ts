// Cuts a YAML file into its documents before anything is parsed, so that a broken one hides no other.

/** One document of a file. Slices follow each other without gaps and cover the whole file. */
export interface DocumentSlice {
  readonly start: number;
  /** Behind the `---` marker, where content may begin. */
  readonly body: number;
  readonly end: number;
  /** Nothing but comments. */
  readonly empty: boolean;
  /** The path in a `# Source:` comment that Helm writes above each document it renders. */
  readonly source: string | undefined;
}

/** Comments alone are no document; a marker with nothing behind it is an empty one. */
export function documentSlices(text: string): DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  const nextLine = lineWalker(text);
  let start = 0;
  let marker: number | undefined;
  let content = false;
  const push = (end: number): void => {
    const body = marker === undefined ? start : marker + 3;
    slices.push({ start, body, end, empty: !content, source: sourceComment(text, start, end) });
    start = end;
    marker = undefined;
    content = false;
  };
  for (let line = 0; line < text.length; line = nextLine(line)) {
    const at = text.charCodeAt(line) === 0xfeff ? line + 1 : line;
    if (isMarker(text, at, '---')) {
      if (content || marker !== undefined) push(line);
      marker = at;
      content = hasContent(text, at + 3, false);
    } else if (isMarker(text, at, '...')) {
      if (content || marker !== undefined) push(nextLine(line));
    } else if (!content) {
      content = hasContent(text, at, marker === undefined);
    }
  }
  if (content || marker !== undefined) push(text.length);
  const last = slices[slices.length - 1];
  if (last !== undefined && last.end < text.length) slices[slices.length - 1] = { ...last, end: text.length };
  return inheritSource(slices);
}

/** The start of the line behind the one that `from` is in. */
function lineWalker(text: string): (from: number) => number {
  if (text.includes('\r')) {
    const lineBreak = /\r\n?|\n/g;
    return (from) => {
      lineBreak.lastIndex = from;
      return lineBreak.test(text) ? lineBreak.lastIndex : text.length;
    };
  }
  return (from) => {
    const at = text.indexOf('\n', from);
    return at < 0 ? text.length : at + 1;
  };
}

function isMarker(text: string, at: number, marker: '---' | '...'): boolean {
  if (text.charCodeAt(at) !== marker.charCodeAt(0) || !text.startsWith(marker, at)) return false;
  const next = text.charCodeAt(at + 3);
  return Number.isNaN(next) || next === 0x20 || next === 0x09 || next === 0x0a || next === 0x0d;
}

/** Whether the rest of a line is more than blanks, a comment or, ahead of the marker, a directive. */
function hasContent(text: string, from: number, directives: boolean): boolean {
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
  const code = text.charCodeAt(at);
  if (Number.isNaN(code) || code === 0x0a || code === 0x0d || code === 0x23) return false;
  return !(directives && code === 0x25 && at === from);
}

const sourceLine = /^# Source: *(\S.*)$/;

/** Looks through the comments at the head of a document only. */
function sourceComment(text: string, start: number, end: number): string | undefined {
  let at = start;
  while (at < end) {
    const lineBreak = text.indexOf('\n', at);
    const next = lineBreak < 0 || lineBreak >= end ? end : lineBreak + 1;
    const comment = text.charCodeAt(at) === 0x23;
    if (!comment && !isMarker(text, at, '---') && hasContent(text, at, true)) return undefined;
    const source = comment ? sourceLine.exec(text.slice(at, next).trimEnd())?.[1] : undefined;
    if (source !== undefined) return source;
    at = next;
  }
  return undefined;
}

/** A template that starts with its own marker leaves its `# Source:` line in an empty document of its own. */
function inheritSource(slices: readonly DocumentSlice[]): DocumentSlice[] {
  let carried: string | undefined;
  return slices.map((slice) => {
    const source = slice.source ?? carried;
    carried = slice.empty ? source : undefined;
    return source === slice.source ? slice : { ...slice, source };
  });
}
