// Walks a handler that does one thing or another, as its environment says: once for each way.
import { type Expression, literal } from '../../../../model/expression.js';
import type { FunctionNode, Node } from '../../ast.js';
import type { SourceFile } from '../../file.js';
import { byCondition } from '../../values/choices.js';
import type { Branching } from './branching.js';
import type { FoundStep, Walked } from './course.js';
import { walkHandler } from './walk-handler.js';

export interface WalkedWhere extends Walked {
  /** Where this is true; absent: always. */
  readonly where?: Expression;
}
/** Each doubles the walks. */
const mostConditions = 3;
/** Of a handler with more of them nobody asks what each condition changes. */
const mostSteps = 100;

export function walkEither(file: SourceFile, handlers: readonly FunctionNode[]): readonly WalkedWhere[] {
  return walkWhere(file, handlers, new Map()).map(({ where, ...walked }) =>
    where.kind === 'literal' ? walked : { ...walked, where },
  );
}
/** Where none of the conditions left decides anything, what is done is done wherever those taken hold. */
function walkWhere(
  file: SourceFile,
  handlers: readonly FunctionNode[],
  holds: ReadonlyMap<string, boolean>,
): readonly (Walked & { readonly where: Expression })[] {
  const branching: Branching = { holds };
  const walked = walkHandler(file, handlers, undefined, undefined, branching);
  const { on, test } = branching;
  const isEnough = holds.size >= mostConditions || walked.steps.length > mostSteps;
  if (on === undefined || test === undefined || isEnough) {
    const [first] = handlers;
    const at = file.source.at(first ?? file.source.program);
    return [{ ...walked, where: literal(true, at) }];
  }
  const { at } = test;
  return [true, false].flatMap((taken) =>
    walkWhere(file, handlers, new Map([...holds, [on, taken]])).map(({ where: rest, ...each }) => {
      const options = taken ? [rest, literal(false, at)] : [literal(false, at), rest];
      const where: Expression = {
        kind: 'either',
        options,
        why: `it depends on ${on}`,
        at,
        chosenBy: byCondition(test),
      };
      return { ...each, where };
    }),
  );
}

/** For those who ask what functions do wherever they run: where their environment says what, nobody can tell. */
export function walkAnywhere(
  file: SourceFile,
  fns: readonly FunctionNode[],
  at: Node,
  budget?: { runs: number },
  outer?: ReadonlySet<Node>,
): readonly FoundStep[] {
  const branching: Branching = {};
  const { steps } = walkHandler(file, fns, budget, outer, branching);
  if (branching.on === undefined) return steps;
  return [
    {
      step: { do: 'unknown', reason: `what it does depends on ${branching.on}`, at: file.source.at(at), matters: true },
    },
  ];
}
