// A function's result or steps as one call has them: what the call hands over stands in the place of the parameters.
import { underConstant } from '../../model/constant-keys.js';
import { type Expression, literal } from '../../model/expression.js';
import type { RoutineFact, RoutineStep, ShutdownStep } from '../../model/facts.js';
import { handedOver } from './parameters.js';

type Given = Readonly<Record<string, Expression>>;

/** `of`: the function whose parameters are meant; absent for every one. */
export function fillParameters(expression: Expression, given: Given | undefined, of?: string): Expression {
  const fill = (inner: Expression): Expression => fillParameters(inner, given, of);
  switch (expression.kind) {
    case 'name': {
      const isGiven = expression.space === 'parameter' || expression.space === 'variable';
      const hash = isGiven ? expression.name.lastIndexOf('#') : -1;
      if (hash < 0 || (of !== undefined && expression.name.slice(0, hash) !== of)) {
        return expression.given === undefined ? expression : { ...expression, given: mapped(expression.given, fill) };
      }
      const path = expression.name.slice(hash + 1);
      const own = given === undefined ? undefined : handedOver(given, path);
      if (expression.space === 'variable') return variableNamed(own, expression);
      return own ?? literal(null, expression.at, 'undefined');
    }
    case 'fallback':
      return { ...expression, options: expression.options.map(fill) };
    case 'either': {
      const { chosenBy } = expression;
      const options = expression.options.map(fill);
      return { ...expression, options, ...(chosenBy && { chosenBy: { ...chosenBy, of: fill(chosenBy.of) } }) };
    }
    case 'arithmetic':
      return { ...expression, operands: expression.operands.map(fill) };
    case 'convert':
      return { ...expression, operand: fill(expression.operand) };
    default:
      return expression;
  }
}
function variableNamed(name: Expression | undefined, expression: Expression): Expression {
  const { at } = expression;
  if (name?.kind === 'literal' && typeof name.value === 'string') return { kind: 'env', name: name.value, at };
  if (name?.kind === 'name' && /^package(?::|$)/.test(name.space) && name.given === undefined)
    return underConstant('variable', name, at);
  const text = 'the variable is named while the process runs';
  return { kind: 'unknown', reason: 'dynamic', text, at };
}
const mapped = (given: Given, fill: (expression: Expression) => Expression): Given =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fill(value)]));

export function fillSteps({ name, steps }: RoutineFact, given: Given | undefined): readonly RoutineStep[] {
  const fill = (expression: Expression): Expression => fillParameters(expression, given, name);
  return steps.map((each) => ({ ...each, step: filled(each.step, fill) }));
}
function filled(step: ShutdownStep, fill: (expression: Expression) => Expression): ShutdownStep {
  switch (step.do) {
    case 'delay':
      return { ...step, length: fill(step.length) };
    case 'force-exit':
      return { ...step, after: fill(step.after) };
    case 'close':
      return step.limit === undefined ? step : { ...step, limit: fill(step.limit) };
    case 'unknown':
      return step.given === undefined ? step : { ...step, given: mapped(step.given, fill) };
    default:
      return step;
  }
}
