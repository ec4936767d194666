// A routine's steps as one call runs them: what the call hands over stands in the place of the routine's parameters.
import { type Expression, literal } from '../../model/expression.js';
import type { RoutineFact, RoutineStep, ShutdownStep } from '../../model/facts.js';

type Given = Readonly<Record<string, Expression>>;

export function fillParameters({ name, steps }: RoutineFact, given: Given | undefined): readonly RoutineStep[] {
  const fill = (expression: Expression): Expression => {
    switch (expression.kind) {
      case 'name': {
        if (expression.space !== 'parameter' || !expression.name.startsWith(`${name}#`)) return expression;
        const path = expression.name.slice(name.length + 1);
        const own = given !== undefined && Object.hasOwn(given, path) ? given[path] : undefined;
        return own ?? literal(null, expression.at, 'undefined');
      }
      case 'fallback':
      case 'either':
        return { ...expression, options: expression.options.map(fill) };
      case 'arithmetic':
        return { ...expression, operands: expression.operands.map(fill) };
      case 'convert':
        return { ...expression, operand: fill(expression.operand) };
      default:
        return expression;
    }
  };
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
      return step.given === undefined
        ? step
        : { ...step, given: Object.fromEntries(Object.entries(step.given).map(([key, value]) => [key, fill(value)])) };
    default:
      return step;
  }
}
