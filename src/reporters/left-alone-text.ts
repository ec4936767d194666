// What a run left alone, as a person reads it: one kind is written once or twice, and then only counted.
import { groupBy } from '../model/group-by.js';
import type { RunNote } from '../model/report.js';
import { splitAlike } from './alike.js';
import type { ReportSettings } from './reporter.js';
import { safeText } from './safe-text.js';
import type { Paint } from './style.js';
import { wrapText } from './wrap.js';

const mostKinds = 5;

export function leftAloneText(notes: readonly RunNote[], settings: ReportSettings, paint: Paint): string {
  if (notes.length === 0) return '';
  const kinds = settings.verbose ? notes.map((note) => [note]) : [...groupBy(notes, kindOf).values()];
  const shown = settings.verbose ? kinds : kinds.slice(0, mostKinds);
  const rest = kinds.slice(shown.length).flat().length;
  return [
    paint('bold', 'Left alone'),
    ...shown.flatMap((kind) => linesOf(kind, settings, paint)),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: --verbose`)] : []),
  ].join('\n');
}
/** Where the same would help. */
function kindOf({ code, settle }: RunNote): string {
  return `${code}\0${settle ?? ''}`;
}
function linesOf(kind: readonly RunNote[], { width }: ReportSettings, paint: Paint): readonly string[] {
  const { written, others } = splitAlike([...new Set(kind.map(sentenceOf))]);
  return [
    ...written.map((sentence) => wrapText(safeText(sentence), width, '  ', '      ')),
    ...(others.length === 0 ? [] : [paint('dim', `      and ${others.length} more of this kind: --verbose`)]),
  ];
}
/** A sentence that names its file needs no place before it. */
function sentenceOf({ message, settle, at }: RunNote): string {
  const place = at === undefined || message.includes(at.file) ? '' : `${at.file}:${at.line}  `;
  const end = settle === undefined ? '' : `${/[.!?]$/.test(message) ? '' : '.'} ${settle}`;
  return `${place}${message}${end}`;
}
