// Finds the actions of a Helm template, `{{ … }}`, in one pass: strings and comments inside them may hold braces.

export interface Action {
  readonly start: number;
  readonly end: number;
  /** Without braces, marks that trim blanks, and blanks. */
  readonly body: string;
}

export function actionsOf(text: string): readonly Action[] {
  const actions: Action[] = [];
  const quoted = new QuotedParts(text);
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', actions.at(-1)?.end)) {
    const end = quoted.endOfAction(start + 2);
    if (end === undefined) break;
    actions.push({ start, end, body: bodyOf(text.slice(start + 2, end - 2)) });
  }
  return actions;
}
const bodyOf = (inner: string): string =>
  inner
    .replace(/^-?\s*/, '')
    .replace(/-$/, '')
    .trimEnd();

const closers: Readonly<Record<string, string>> = { '`': '`', '/*': '*/' };

class QuotedParts {
  readonly #text: string;
  readonly #next = /"|`|\/\*|\}\}/g;
  readonly #string = /"(?:[^"\\]|\\.)*"/y;
  /** Nothing behind closes these any more: they are characters like others. */
  readonly #unclosed = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }
  /** Where the braces do not close outside strings, the template is broken, and the next ones count. */
  endOfAction(from: number): number | undefined {
    this.#next.lastIndex = from;
    for (let match = this.#next.exec(this.#text); match !== null; match = this.#next.exec(this.#text)) {
      const [mark] = match;
      if (mark === '}}') return match.index + 2;
      if (this.#unclosed.has(mark)) continue;
      const end = this.#endOfPart(mark, match.index);
      if (end === undefined) this.#unclosed.add(mark);
      else this.#next.lastIndex = end;
    }
    for (const mark of ['"', '`', '/*']) this.#unclosed.add(mark);
    const close = this.#text.indexOf('}}', from);
    return close < 0 ? undefined : close + 2;
  }
  #endOfPart(mark: string, at: number): number | undefined {
    if (mark === '"') {
      this.#string.lastIndex = at;
      return this.#string.test(this.#text) ? this.#string.lastIndex : undefined;
    }
    const closer = closers[mark] ?? '';
    const close = this.#text.indexOf(closer, at + mark.length);
    return close < 0 ? undefined : close + closer.length;
  }
}
