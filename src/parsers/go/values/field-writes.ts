// Assignments to fields of a variable, `cfg.Server.IdleTimeout = d`, and what the condition around one asks.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { ZeroTest } from './reading.js';
import { conditionAround, type Declaration, type Scope } from './scope.js';

export interface FieldWrite {
  readonly target: SyntaxNode;
  readonly value: SyntaxNode;
  readonly statement: SyntaxNode;
  readonly conditional: boolean;
  readonly test?: ZeroTest;
}

export class FieldWrites {
  readonly all: readonly FieldWrite[];
  readonly #byPath = new Map<string, FieldWrite[]>();

  constructor(scope: Scope) {
    this.all = scope.nodes('assignment_statement').flatMap((statement) => writesOf(scope, statement));
    for (const each of this.all) {
      const path = fieldPath(scope, each.target);
      if (path === undefined) continue;
      const key = keyOf(path.base, path.fields);
      const list = this.#byPath.get(key);
      if (list === undefined) this.#byPath.set(key, [each]);
      else list.push(each);
    }
  }
  to(base: Declaration, fields: readonly string[]): readonly FieldWrite[] {
    return this.#byPath.get(keyOf(base, fields)) ?? [];
  }
}
const keyOf = (base: Declaration, fields: readonly string[]): string => `${base.id}.${fields.join('.')}`;

function writesOf(scope: Scope, statement: SyntaxNode): readonly FieldWrite[] {
  const [left, right] = statement.children;
  if (left === undefined || right === undefined || right.children.length !== left.children.length) return [];
  const isPlain = scope.operator(statement) === '=';
  return left.children.flatMap((target, index): FieldWrite[] => {
    // `cfg.Idle += grace` stands for itself: what it gives rests on what was there.
    const value = isPlain ? right.children[index] : statement;
    if (target.type !== 'selector_expression' || value === undefined) return [];
    const condition = conditionAround(statement);
    const test = zeroTest(scope, statement, scope.file.text(target), value);
    return [
      { target, value, statement, conditional: condition !== undefined, ...(test === undefined ? {} : { test }) },
    ];
  });
}

/** `if cfg.Port == "" { cfg.Port = … }`, `if *port != 0 { cfg.Port = *port }`. */
export function zeroTest(scope: Scope, statement: SyntaxNode, target: string, value: SyntaxNode): ZeroTest | undefined {
  const around = conditionAround(statement);
  const inside = statement.parent?.parent;
  const place = inside === undefined || around?.type !== 'if_statement' ? -1 : around.children.indexOf(inside);
  const condition = around?.children[place - 1];
  if (condition?.type !== 'binary_expression') return undefined;
  const [tested, against] = condition.children;
  if (tested === undefined || against === undefined || !/^(?:0|""|nil)$/.test(scope.file.text(against)))
    return undefined;
  const operator = scope.operator(condition);
  const asked = scope.file.text(tested);
  if (/^(?:==|<=)$/.test(operator)) return asked === target ? 'had-none' : undefined;
  return /^(?:!=|>)$/.test(operator) && asked === scope.file.text(value) ? 'is-any' : undefined;
}

/** The variable and the fields behind it; undefined where something else comes first. */
function fieldPath(
  scope: Scope,
  node: SyntaxNode,
): { readonly base: Declaration; readonly fields: readonly string[] } | undefined {
  const fields: string[] = [];
  let each: SyntaxNode | undefined = node;
  for (; each?.type === 'selector_expression'; each = skipParentheses(each.children[0])) {
    const field = each.children[1];
    if (field === undefined) return undefined;
    fields.unshift(scope.file.text(field));
  }
  const base = each?.type === 'identifier' ? scope.declarationOf(each) : undefined;
  return base === undefined || fields.length === 0 ? undefined : { base, fields };
}
