// Places in files: where a value stands, linked to the repository where its address is known.
import type { Location } from '../../model/location.js';
import type { ReportSettings } from '../reporter.js';
import { html, type Markup } from './markup.js';

type Source = Pick<ReportSettings, 'lineOf' | 'sourceUrl'>;

export function placeCode({ file, line }: Location, source: Source): Markup {
  const code = html`<code class="place">${breakable(`${file}:${line}`)}</code>`;
  const url = source.sourceUrl?.(file, line);
  return url === undefined ? code : html`<a href="${url}">${code}</a>`;
}

/** Long paths break behind a slash, not inside a name. */
export function breakable(text: string): readonly Markup[] {
  return text.split(/(?<=\/)/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`));
}

const longestLine = 200;

/** The line itself between its neighbours, the marked one in bold; nothing where the file cannot be read. */
export function excerpt({ file, line }: Location, source: Source, around: number): Markup | undefined {
  const first = Math.max(1, line - around);
  const rows = Array.from({ length: line + around - first + 1 }, (_, index) => first + index).flatMap((number) => {
    const text = source.lineOf(file, number)?.trimEnd().replaceAll('\t', '  ');
    return text === undefined ? [] : [{ number, text }];
  });
  if (!rows.some((row) => row.number === line && row.text !== '')) return undefined;
  const code = rows.map(({ number, text }) => {
    const cut = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
    const row = html`<span class="number">${number}</span>${cut}`;
    return number === line ? html`<mark>${row}</mark>` : html`<span>${row}</span>`;
  });
  return html`<pre class="excerpt" tabindex="0" aria-label="${file}, line ${line}">${code}</pre>`;
}
