// Words with variables in them: those of a template, which the container's environment fills in, and nginx's own.
import { holdsHole } from '../../model/directive-holes.js';
import { type Expression, literal } from '../../model/expression.js';
import type { Directive, Text } from '../../model/facts.js';
import { foreignPattern } from '../../model/foreign-pattern.js';
import type { Scope } from './scope.js';

/** Names in capitals are of the environment: nginx has none, and nobody writes `set` with one. */
const variable = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const isOfEnvironment = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(variable)].flatMap((match) => match[1] ?? match[2] ?? []);
}
/** nginx fills something in while it runs. */
export function isDynamic(text: string): boolean {
  return namesIn(text).some((name) => !isOfEnvironment(name));
}
/** `$NAME` and `${NAME}` alike, in the form that addresses keep for the environment. */
export function braced(text: string): string {
  return text.replaceAll(
    variable,
    (_, wrapped: string | undefined, bare: string | undefined) => `\${${wrapped ?? bare ?? ''}}`,
  );
}

/** The word as a value: plain, put together from the environment, or known only while nginx runs. */
export function expressionOf({ text, at }: Text): Expression {
  if (!text.includes('$')) return holdsHole(text) ? filledIn(text, at) : literal(text, at);
  if (isDynamic(text)) return { kind: 'unknown', reason: 'dynamic', text: `"${text}" holds a variable of nginx`, at };
  const parts: Expression[] = [];
  let from = 0;
  for (const match of text.matchAll(variable)) {
    if (match.index > from) parts.push(literal(text.slice(from, match.index), at));
    parts.push({ kind: 'env', name: match[1] ?? match[2] ?? '', at });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(literal(text.slice(from), at));
  const [first] = parts;
  if (first === undefined) return literal(text, at);
  return parts.length === 1 ? first : { kind: 'arithmetic', operator: '+', operands: parts, at };
}

function filledIn(text: string, at: Text['at']): Expression {
  return { kind: 'unknown', reason: 'templated', text: `something else fills in ${text}`, at };
}

/** `map` blocks by the variable they define. */
export function mapsOf(http: readonly Directive[]): ReadonlyMap<string, Directive> {
  return new Map(
    http.flatMap((each): [string, Directive][] => {
      const target = each.name === 'map' && each.block !== undefined ? each.words[1]?.text : undefined;
      return target === undefined ? [] : [[target.replace(/^\$/, ''), each]];
    }),
  );
}

/** More values than anybody chooses an address from; variables beside each other multiply them. */
const mostValues = 16;
const mostTexts = 64;

/** What a word may come to once `set` and `map` have been applied; undefined when something else decides. */
export function resolve(
  text: string,
  scope: Scope,
  maps: ReadonlyMap<string, Directive>,
  depth = 0,
): readonly string[] | undefined {
  if (!isDynamic(text)) return [text];
  if (depth > 4) return undefined;
  const name = namesIn(text).find((each) => !isOfEnvironment(each));
  if (name === undefined) return [text];
  if (name.length > longestName) return undefined;
  const values = valuesOf(name, scope, maps);
  if (values === undefined || values.length > mostValues) return undefined;
  const whole = new RegExp(`\\$(?:\\{${name}\\}|${name}\\b)`, 'g');
  const texts: string[] = [];
  for (const value of values) {
    const settled = resolve(
      text.replace(whole, () => value),
      scope,
      maps,
      depth + 1,
    );
    if (settled === undefined || texts.length + settled.length > mostTexts) return undefined;
    texts.push(...settled);
  }
  return texts;
}
/** Nobody types longer ones, and a pattern made of one would be refused. */
const longestName = 300;

function valuesOf(name: string, scope: Scope, maps: ReadonlyMap<string, Directive>): readonly string[] | undefined {
  const sets = scope.variables.get(name);
  if (sets !== undefined) return sets.flatMap((each) => each.words[1]?.text ?? []);
  const map = maps.get(name);
  return map?.block?.flatMap((each) => each.words[0]?.text ?? []);
}

/**
 * The value a word has for a request without the header that a map looks at: `$connection_upgrade` for all that is no WebSocket.
 * Undefined when something else decides.
 */
export function plainValue(text: string, scope: Scope, maps: ReadonlyMap<string, Directive>): string | undefined {
  const name = /^\$(?:\{([a-z_]\w*)\}|([a-z_]\w*))$/.exec(text);
  const key = name?.[1] ?? name?.[2];
  if (key === undefined) return isDynamic(text) ? undefined : text;
  if (key === 'http_upgrade') return '';
  const set = scope.variables.get(key);
  if (set !== undefined)
    return set.length === 1 && set[0]?.words[1] !== undefined
      ? plainValue(set[0].words[1].text, scope, maps)
      : undefined;
  const map = maps.get(key);
  const source = map?.words[0]?.text;
  if (map?.block === undefined || source !== '$http_upgrade') return undefined;
  const entry =
    map.block.find((each) => each.name === '') ??
    map.block.find((each) => matchesNothing(each.name)) ??
    map.block.find((each) => each.name === 'default');
  const value = entry === undefined ? '' : entry.words[0]?.text;
  return value === undefined || isDynamic(value) ? undefined : value;
}
/** A regular expression of a map that the empty text matches. */
function matchesNothing(name: string): boolean {
  return name.startsWith('~') && foreignPattern(name.replace(/^~\*?/, ''))?.test('') === true;
}
