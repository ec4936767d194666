// Functions that set fields of a server they are given: `func harden(s *http.Server) { s.IdleTimeout = 75 * time.Second }`.
import { once } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import { groupPairs } from '../../../model/group-by.js';
import { serverTypes } from '../shapes.js';
import { enclosingFunction } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { isConditional } from './field-sources.js';
import { optionName } from './option-functions.js';

/** By the name under which whoever hands the server over asks. */
export function* handedSetters(values: Values): Iterable<readonly [string, Expression]> {
  const { scope } = values;
  const assignments = once(() =>
    groupPairs(scope.nodes('assignment_statement').map((each) => [enclosingFunction(each), each] as const)),
  );
  for (const { name, parameters, receiverType, node } of scope.file.functions) {
    const handed = receiverType === undefined ? parameters.find(({ type }) => serverTypes.has(type)) : undefined;
    if (handed === undefined) continue;
    const own = scope.declarationOf(handed.name);
    for (const statement of assignments().get(node) ?? []) {
      const [target] = statement.children[0]?.children ?? [];
      const [value] = statement.children[1]?.children ?? [];
      const [operand, field] = target?.type === 'selector_expression' ? target.children : [];
      if (operand === undefined || field === undefined || value === undefined) continue;
      if (own === undefined || scope.declarationOf(operand) !== own) continue;
      const set = scope.operator(statement) === '=' && !isConditional(statement);
      const { expression } = set ? values.reading(value) : values.unknown(value, `${name} may set it`);
      yield [optionName(`${name}()`, scope.file.text(field)), expression];
    }
  }
}
