// What could not be evaluated, as a person reads it: what stops most questions first, and what would settle them.
import type { NotEvaluated } from '../model/finding.js';
import { groupBy } from '../model/group-by.js';
import { othersText, placeOf, splitAlike } from './alike.js';
import type { ReportSettings } from './reporter.js';
import { safeText } from './safe-text.js';
import type { Paint } from './style.js';
import { counted } from './summary.js';
import { wrapText } from './wrap.js';

const mostKinds = 5;

/** One reason at one place, with every rule it stops. */
interface Open {
  readonly reason: string;
  readonly settle?: string;
  readonly location: NotEvaluated['location'];
  readonly rules: string;
}

export function openText(notes: readonly NotEvaluated[], settings: ReportSettings, paint: Paint): string {
  if (notes.length === 0) return '';
  const open = [...groupBy(notes, (note) => note.reason).values()].flatMap(placesOf);
  const kinds = [...groupBy(open, kindOf).values()].sort((a, b) => b.length - a.length);
  const shown = settings.verbose ? kinds : kinds.slice(0, mostKinds);
  const rest = kinds.length - shown.length;
  return [
    `${paint('bold', 'Not evaluated')} ${paint('dim', '(what the files do not say)')}`,
    ...shown.flatMap((kind) => linesOf(kind, settings, paint)),
    ...(rest > 0 ? [paint('dim', `  and ${counted(rest, 'more reason')}: --verbose`)] : []),
  ].join('\n');
}
/** Two rules may each point at their own line of one thing: the places are those of the rule that asks most often. */
function placesOf(notes: readonly NotEvaluated[]): readonly Open[] {
  const byRule = groupBy(notes, (note) => note.ruleId);
  const rules = [...byRule.keys()].join(', ');
  const [most = []] = [...byRule.values()].sort((a, b) => b.length - a.length);
  return [...groupBy(most, placeOf).values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { reason, settle, location } = first;
    return [{ reason, location, rules, ...(settle === undefined ? {} : { settle }) }];
  });
}
/** The same questions with the same answer are one kind, about whatever they are asked. */
function kindOf({ reason, settle, rules }: Open): string {
  return `${rules}\0${settle ?? reason}`;
}
function linesOf(kind: readonly Open[], { width, verbose }: ReportSettings, paint: Paint): readonly string[] {
  const { written, others } = verbose ? { written: kind, others: [] } : splitAlike(kind);
  const settle = kind[0]?.settle;
  return [
    ...written.map((open) =>
      wrapText(`${placeOf(open)}  ${open.rules}: ${safeText(open.reason)}`, width, '  ', '      '),
    ),
    ...(others.length === 0 ? [] : [paint('dim', wrapText(othersText(others), width, '      '))]),
    ...(settle === undefined ? [] : [paint('dim', wrapText(safeText(settle), width, '      '))]),
  ];
}
