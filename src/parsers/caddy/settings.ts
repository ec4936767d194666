// The settings that one block of a Caddyfile holds, by the directives of the knowledge table that stand in it.
import { judgeValue } from '../../knowledge/judge-value.js';
import { directiveKeys, type KeyEntry } from '../../knowledge/lookup.js';
import { type Expression, literal } from '../../model/expression.js';
import type { SettingMistake, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Directive, Token } from './read-caddyfile.js';

export type Place = (start: number, end: number) => Location;

export interface BlockSettings {
  readonly settings: readonly WrittenSetting[];
  readonly mistakes: readonly SettingMistake[];
}
export const noSettings: BlockSettings = { settings: [], mistakes: [] };

export function blockSettings(block: readonly Directive[] | undefined, context: string, place: Place): BlockSettings {
  const settings: WrittenSetting[] = [];
  const mistakes: SettingMistake[] = [];
  for (const { words } of block ?? []) {
    const [name, word] = words;
    const entries = (directiveKeys('caddy').get(name.text) ?? []).filter(({ key }) => key.context.includes(context));
    if (word === undefined || entries.length === 0) continue;
    const meant = entries.filter((entry) => saysSomething(entry, word.text, entries));
    const value = expressionOf(word, place);
    for (const { setting } of meant)
      settings.push({ name: setting, key: name.text, value, keyAt: place(name.start, name.end) });
    // Days are a unit of Caddy alone.
    if (value.kind === 'literal' && !/\dd/.test(word.text)) mistakes.push(...judgeValue(name.text, value, meant));
  }
  return { settings, mistakes };
}
/** What a file that stands in the block by `import` may set besides: nobody sees it, so that no default stands for it. */
export function importedSettings(
  block: readonly Directive[] | undefined,
  contexts: readonly string[],
  written: readonly WrittenSetting[],
  place: Place,
): readonly WrittenSetting[] {
  const [name, file] = block?.find(({ words }) => words[0].text === 'import')?.words ?? [];
  if (name === undefined) return [];
  const at = place(name.start, (file ?? name).end);
  const text = `${file?.text ?? 'the file'} may set it, which the Caddyfile imports and which was not followed`;
  const value: Expression = { kind: 'unknown', reason: 'not-in-scan', text, at };
  const known = new Set(written.map((each) => each.name));
  return [...directiveKeys('caddy')].flatMap(([key, entries]) =>
    entries.flatMap(({ setting, key: { context } }): readonly WrittenSetting[] => {
      if (known.has(setting) || !context.some((each) => contexts.includes(each))) return [];
      known.add(setting);
      return [{ name: setting, key, value, keyAt: at }];
    }),
  );
}
/** `keepalive off` is no length of time, and `keepalive 30s` says nothing about whether to pool. */
function saysSomething({ key }: KeyEntry<'directive'>, text: string, all: readonly KeyEntry<'directive'>[]): boolean {
  const named = (words: typeof key.words): boolean => words !== undefined && Object.hasOwn(words, text);
  return key.words === undefined ? !all.some((each) => named(each.key.words)) : named(key.words);
}

const variable = /\{\$([A-Za-z_]\w*)(?::([^{}]*))?\}/g;
/** `{$NAME}` and `{$NAME:default}` are filled in from the environment before anything is read. */
function expressionOf(word: Token, place: Place): Expression {
  const at = place(word.start, word.end);
  const parts: Expression[] = [];
  let from = 0;
  for (const match of word.text.matchAll(variable)) {
    if (match.index > from) parts.push(literal(word.text.slice(from, match.index), at));
    const env: Expression = { kind: 'env', name: match[1] ?? '', at };
    parts.push(
      match[2] === undefined
        ? env
        : { kind: 'fallback', mode: 'if-missing', options: [env, literal(match[2], at)], at },
    );
    from = match.index + match[0].length;
  }
  if (from < word.text.length || parts.length === 0) parts.push(literal(word.text.slice(from), at));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind: 'arithmetic', operator: '+', operands: parts, at };
}
/** The same with the braces that addresses keep for the environment. */
export function withVariables(text: string): string {
  return text.replaceAll(
    variable,
    (_, name: string, otherwise: string | undefined) => `\${${name}${otherwise === undefined ? '' : `:-${otherwise}`}}`,
  );
}
