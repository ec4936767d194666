// Whether output of helm that somebody kept is still what its template writes.
import type { Alignment } from './align.js';
import type { TemplateLine } from './template-lines.js';

/**
 * One rendered document beside its template: lines that the template writes with every such object, and that are not in it, were
 * added since. Its places in the template would be those of another object.
 */
export function isOutdated(
  rendered: readonly string[],
  alignment: readonly (Alignment | undefined)[],
  lines: readonly TemplateLine[],
): boolean {
  const row = rendered.findIndex((line) => line.startsWith('kind:'));
  const kind = alignment[row]?.index;
  const within = kind === undefined ? undefined : lines[kind]?.within;
  if (kind === undefined || within === undefined) return false;
  const has = new Set(rendered.map(wordsOf));
  return documentAround(lines, kind).some(
    (line) => line.kind === 'literal' && line.within === within && isData(line.text) && !has.has(wordsOf(line.text)),
  );
}

/** From one marker of documents to the next. */
function documentAround(lines: readonly TemplateLine[], index: number): readonly TemplateLine[] {
  const isMarker = ({ text }: TemplateLine): boolean => /^---\s*$/.test(text);
  const from = lines.slice(0, index).findLastIndex(isMarker) + 1;
  const to = lines.findIndex((line, at) => at > index && isMarker(line));
  return lines.slice(from, to < 0 ? lines.length : to);
}
/** Comments come and go with the tool that writes the file down. */
const isData = (text: string): boolean => /^\s*[^#\s]/.test(text);
/** Nor do quotes and the comment behind a value say anything. */
const wordsOf = (line: string): string => (line.split(/\s#/, 1)[0] ?? '').replaceAll(/["'\s]/g, '');
