// The few values of Python and Ruby that need no program to be run: literals, and variables of the environment with what stands for them.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';

/** `known`: names that were assigned further up. Undefined for anything that is worked out. */
export function plainValue(text: string, at: Location, known: ReadonlyMap<string, Expression>): Expression | undefined {
  return literalIn(text, at) ?? known.get(text) ?? converted(text, at, known) ?? variableIn(text, at);
}

function literalIn(text: string, at: Location): Expression | undefined {
  if (/^\d[\d_]*(?:\.\d+)?$/.test(text)) return literal(Number(text.replaceAll('_', '')), at);
  const product = /^(\d{1,9})\s*\*\s*(\d{1,9})$/.exec(text);
  if (product !== null) return literal(Number(product[1]) * Number(product[2]), at, text);
  if (/^(?:True|true)$/.test(text)) return literal(true, at);
  if (/^(?:False|false)$/.test(text)) return literal(false, at);
  if (/^(?:None|nil)$/.test(text)) return literal(null, at);
  const quoted = /^\[? {0,9}(?:"([^"\\]*)"|'([^'\\]*)') {0,9},? {0,9}\]?$/.exec(text);
  const words = quoted?.[1] ?? quoted?.[2];
  // `#{…}` of Ruby is code.
  return words === undefined || words.includes('#{') ? undefined : literal(words, at);
}

/** `int(X)`, `Integer(X)`, `X.to_i`. */
function converted(text: string, at: Location, known: ReadonlyMap<string, Expression>): Expression | undefined {
  const inner =
    /^(?:int|float|str|Integer|Float|String)\((.*)\)$/s.exec(text)?.[1] ?? /^(.*)\.to_[ifs]$/s.exec(text)?.[1];
  return inner === undefined || inner.length > 200 ? undefined : plainValue(inner.trim(), at, known);
}

const variableShapes = [
  // os.environ["X"], ENV["X"], os.getenv("X"), os.environ.get("X", 75), ENV.fetch("X", 75); behind it `or 75`, `|| 75`, `{ 75 }`.
  /^(?:os\.)?(?:environ|getenv|environ\.get)[[(] ?["'](\w+)["'](?:, ?([\w."'-]{1,60}))? ?[\])](?: or ([\w."'-]{1,60}))?$/,
  /^ENV(?:\.fetch)?[[(] ?["'](\w+)["'](?:, ?([\w."'-]{1,60}))? ?[\])](?: ?\|\| ?([\w."'-]{1,60})| ?\{ ?([\w."'-]{1,60}) ?\})?$/,
];
function variableIn(text: string, at: Location): Expression | undefined {
  if (text.length > 200) return undefined;
  for (const shape of variableShapes) {
    const match = shape.exec(text);
    const [, name, given, otherwise, block] = match ?? [];
    if (name === undefined) continue;
    const variable: Expression = { kind: 'env', name, at };
    const written = given ?? otherwise ?? block;
    if (written === undefined) return /fetch|environ\[/.test(text) ? variable : orNothing(variable, at);
    const fallback = literalIn(written.trim(), at);
    if (fallback === undefined) return undefined;
    const mode = otherwise !== undefined && !text.startsWith('ENV') ? 'or-falsy' : 'if-missing';
    return { kind: 'fallback', mode, options: [variable, fallback], at };
  }
  return undefined;
}
function orNothing(variable: Expression, at: Location): Expression {
  return { kind: 'fallback', mode: 'if-missing', options: [variable, literal(null, at)], at };
}
