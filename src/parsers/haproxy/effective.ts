// What holds for one proxy section of HAProxy: the lines of its defaults, then its own.
import type { Line, Section } from './read-sections.js';

export interface Effective {
  readonly section: Section;
  readonly name: string;
  /** Weakest first. */
  readonly lines: readonly Line[];
}

/** A section takes the `defaults` it names with `from`, or the last one above it; a `defaults` may name another. */
export function effectiveSections(sections: readonly Section[]): readonly Effective[] {
  const named = new Map<string, readonly Line[]>();
  const found: Effective[] = [];
  let last: readonly Line[] = [];
  for (const section of sections) {
    const words = section.head.words.map((word) => word.text);
    const from = words.indexOf('from');
    const base = from > 0 ? words[from + 1] : undefined;
    const inherited = base === undefined ? undefined : named.get(base);
    if (section.kind === 'defaults') {
      last = [...(inherited ?? []), ...section.lines];
      const name = from === 1 ? undefined : words[1];
      if (name !== undefined) named.set(name, last);
    } else {
      found.push({ section, name: words[1] ?? '', lines: [...(inherited ?? last), ...section.lines] });
    }
  }
  return found;
}

/** The last line that starts with these words; `no` in front takes it back. */
export function lastLine(lines: readonly Line[], ...words: readonly string[]): Line | undefined {
  const line = lines.findLast(({ words: [first, ...rest] }) => {
    const own = first.text === 'no' ? rest : [first, ...rest];
    return words.every((word, index) => own[index]?.text === word);
  });
  return line?.words[0].text === 'no' ? undefined : line;
}

/** HAProxy carries bytes unless told otherwise: https://docs.haproxy.org/3.2/configuration.html#4.2-mode */
export function isHttp({ lines }: Effective): boolean {
  return lastLine(lines, 'mode')?.words[1]?.text === 'http';
}

const modes: ReadonlySet<string> = new Set([
  'http-keep-alive',
  'http-server-close',
  'httpclose',
  'forceclose',
  'http-tunnel',
]);
/** How connections are kept: the last of these options that is set. */
export function connectionMode({ lines }: Effective): Line | undefined {
  return lines.findLast(
    ({ words }) =>
      words[0].text === 'option' &&
      modes.has(words[1]?.text ?? '') &&
      lastLine(lines, 'option', words[1]?.text ?? '') !== undefined,
  );
}
