// Walks a handler that does one thing or another, as its environment says: once for either.
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
export function walkEither(file: SourceFile, handlers: readonly FunctionNode[]): readonly WalkedWhere[] {
  const branching: Branching = {};
  const walked = walkHandler(file, handlers, undefined, undefined, branching);
  const { on, test } = branching;
  if (on === undefined || test === undefined) return [walked];
  const { at } = test;
  return [true, false].map((holds) => {
    const where: Expression = {
      kind: 'either',
      options: [literal(holds, at), literal(!holds, at)],
      why: `it depends on ${on}`,
      at,
      chosenBy: byCondition(test),
    };
    return { ...walkHandler(file, handlers, undefined, undefined, { on, holds }), where };
  });
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
