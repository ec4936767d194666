// Finds what nginx refuses to start with: directives of the knowledge table in the wrong block, twice in one block, or with a value it cannot read.
import { judgeValue } from '../../knowledge/judge-value.js';
import { directiveKeys, factRows, type KeyEntry, product } from '../../knowledge/lookup.js';
import { holdsHole } from '../../model/directive-holes.js';
import { literal } from '../../model/expression.js';
import type { SettingMistake } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Statement, Word } from './read-directives.js';
import { contextOf } from './words.js';

type Place = (start: number, end: number) => Location;
type Entries = readonly KeyEntry<'directive'>[];

/** Blocks whose directives the table describes; it says nothing of `if` and what else may hold some. */
const judged: ReadonlySet<string> = new Set(['main', 'http', 'server', 'location', 'upstream']);
/** They have directives of the same names with contexts of their own. */
const foreign: ReadonlySet<string> = new Set(['stream', 'mail', 'events', 'types']);

export function judgeStatements(
  statements: readonly Statement[],
  context: string | undefined,
  place: Place,
): SettingMistake[] {
  const seen = new Map<string, Statement>();
  return statements.flatMap((statement): SettingMistake[] => {
    const { name, words, block } = statement;
    if (block !== undefined) {
      if (foreign.has(name.text)) return [];
      return judgeStatements(block, contextOf(name.text), place);
    }
    if (name.text === 'server' && context === 'upstream')
      return words.slice(1).flatMap((word) => judgeParameter(word, place));
    const entries = directiveKeys('nginx').get(name.text);
    if (entries === undefined) return [];
    const misplaced =
      context !== undefined && judged.has(context) ? judgePlace(name, context, entries, place) : undefined;
    if (misplaced !== undefined) return [misplaced];
    const first = seen.get(name.text);
    seen.set(name.text, statement);
    return [
      ...(first === undefined ? [] : [repeated(name, first.name, place)]),
      ...judgeWord(name.text, words[0], entries, context, place),
    ];
  });
}

function judgePlace(name: Word, context: string, entries: Entries, place: Place): SettingMistake | undefined {
  const allowed = new Set(entries.flatMap(({ key }) => [...key.context, ...(key.elsewhere ?? [])]));
  if (allowed.has(context)) return undefined;
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: 'nginx',
    key: name.text,
    at: place(name.start, name.end),
    because: context === 'main' ? 'is not allowed outside all blocks' : `is not allowed in a ${context} block`,
    ...effect(),
    help: `Move it into ${listed([...allowed])}.`,
  };
}
function listed(contexts: readonly string[]): string {
  const blocks = contexts.map((each) =>
    each === 'main' ? 'the outermost level' : `${each === 'upstream' ? 'an' : 'a'} ${each} block`,
  );
  return blocks.length < 2 ? blocks.join('') : `${blocks.slice(0, -1).join(', ')} or ${blocks.at(-1)}`;
}
function repeated(name: Word, first: Word, place: Place): SettingMistake {
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: 'nginx',
    key: name.text,
    at: place(name.start, name.end),
    because: 'stands twice in one block',
    ...effect(),
    help: 'Remove one of the two.',
    related: [{ message: 'the first one', at: place(first.start, first.end) }],
  };
}

/** `max_fails=3` of a server of an upstream block. */
function judgeParameter(word: Word, place: Place): SettingMistake[] {
  const equals = word.text.indexOf('=');
  const name = word.text.slice(0, Math.max(0, equals));
  const entries = directiveKeys('nginx').get(`server.${name}`);
  if (equals < 0 || entries === undefined) return [];
  const offset = word.end - word.start === word.text.length ? equals + 1 : 0;
  return judgeWord(
    name,
    { text: word.text.slice(equals + 1), start: word.start + offset, end: word.end },
    entries,
    'upstream',
    place,
  );
}
function judgeWord(
  name: string,
  word: Word | undefined,
  entries: Entries,
  context: string | undefined,
  place: Place,
): SettingMistake[] {
  // A variable, of nginx or of a template, has no value yet.
  if (word === undefined || word.text.includes('$') || holdsHole(word.text)) return [];
  const here =
    context === undefined || !judged.has(context)
      ? entries
      : entries.filter(({ key }) => key.context.includes(context));
  // Where any word will do, another setting of the same directive says what is right.
  const strict = here.filter(({ key }) => key.words?.['*'] === undefined);
  const value = literal(word.text, place(word.start, word.end), word.text);
  return judgeValue(name, value, strict.length === 0 ? here : strict);
}

function effect(): { readonly effect?: string } {
  const text = factRows('nginx', 'invalid-directive-effect')[0]?.value;
  return typeof text === 'string' ? { effect: `${product('nginx')?.title ?? 'nginx'} ${text}` } : {};
}
