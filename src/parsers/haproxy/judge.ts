// Values of haproxy.cfg that HAProxy does not take as meant, and timeouts in sections where nobody reads them.
import { judgeValue } from '../../knowledge/judge-value.js';
import { directiveKeys } from '../../knowledge/lookup.js';
import { holdsHole } from '../../model/directive-holes.js';
import { literal } from '../../model/expression.js';
import type { SettingMistake } from '../../model/facts.js';
import type { Line, Section, Word } from './read-sections.js';
import { pairIn } from './servers.js';
import { keyOf, type Place } from './values.js';

export function judgeSections(sections: readonly Section[], place: Place): SettingMistake[] {
  return sections.flatMap((section) => section.lines.flatMap((line) => judgeLine(line, section.kind, place)));
}

function judgeLine(line: Line, kind: string, place: Place): SettingMistake[] {
  const first = line.words[0].text;
  if (first === 'server' || first === 'default-server' || first === 'server-template')
    return judgeParameters(line, first, place);
  const { key, name, rest } = keyOf(line);
  const entries = directiveKeys('haproxy').get(key);
  if (entries === undefined || first === 'option') return [];
  const contexts = new Set(entries.flatMap((entry) => entry.key.context));
  if (first === 'timeout' && !contexts.has(kind) && (kind === 'frontend' || kind === 'backend'))
    return [ignored(name, key, kind, place)];
  return rest[0] === undefined ? [] : judge(key, rest[0], place);
}
/** HAProxy says so itself, in a warning that scrolls by. */
function ignored(name: Word, key: string, kind: string, place: Place): SettingMistake {
  const other = kind === 'frontend' ? 'backend' : 'frontend';
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: 'haproxy',
    key,
    at: place(name.start, name.end),
    because: `is ignored in a ${kind}: it belongs to the side of the ${other}`,
    help: `Move it into the ${other}, or into defaults.`,
  };
}
function judgeParameters(line: Line, first: string, place: Place): SettingMistake[] {
  const prefix = first === 'default-server' ? 'default-server.' : 'server.';
  return [...directiveKeys('haproxy').keys()].flatMap((key): SettingMistake[] => {
    if (!key.startsWith(prefix)) return [];
    const pair = pairIn(line.words.slice(1), key.slice(prefix.length));
    return pair === undefined ? [] : judge(key, pair.value, place);
  });
}
function judge(key: string, word: Word, place: Place): SettingMistake[] {
  if (word.text.includes('$') || holdsHole(word.text)) return [];
  const entries = (directiveKeys('haproxy').get(key) ?? []).filter((entry) => entry.key.words === undefined);
  return entries.length === 0
    ? []
    : judgeValue(key.replace(/^(?:default-)?server\./, ''), literal(word.text, place(word.start, word.end)), entries);
}
