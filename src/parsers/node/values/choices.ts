// Values that a condition or a key chooses among: `isProduction ? { … } : { … }`, `configs[process.env.NODE_ENV]`.
import { type ChosenBy, type Expression, literal } from '../../../model/expression.js';
import type { Node, NodeOf } from '../ast.js';
import type { Entry, Frame, Reader, Value } from './values.js';

type Choice = Extract<Value, { kind: 'choice' }>;
/** Names that deployments usually go by, where nothing in the file lists those there are. */
const deployments = ['production', 'development', 'staging', 'test'] as const;

/** What a test says, as it says it here: undefined where it rests on something that no file shows. */
export function decided(reader: Reader, test: Node, frame: Frame): boolean | Expression | undefined {
  const value = reader.evaluate(test, frame);
  if (value.kind === 'literal') return Boolean(value.value);
  return isState(value) ? undefined : value;
}
/** What is set in several places changes while the process runs: flags, counters. */
const isState = (expression: Expression): boolean => restsOn(expression, ({ kind }) => kind === 'unknown');
/** What a function of another module answers may be the state of the process as well as a setting. */
export const isAnswer = (expression: Expression): boolean =>
  restsOn(expression, (each) => each.kind === 'name' && each.name.includes('()'));

/** On variables of the environment, and nothing else. */
export const restsOnly = (expression: Expression): boolean =>
  !restsOn(expression, ({ kind }) => kind !== 'env' && kind !== 'literal');

function restsOn(expression: Expression, isIt: (part: Expression) => boolean): boolean {
  const rests = (part: Expression): boolean => restsOn(part, isIt);
  switch (expression.kind) {
    case 'either':
      return expression.chosenBy === undefined || rests(expression.chosenBy.of);
    case 'convert':
      return rests(expression.operand);
    case 'fallback':
      return expression.options.some(rests);
    case 'arithmetic':
      return expression.operands.some(rests);
    default:
      return isIt(expression);
  }
}
/** Which of two holds: the first where the condition does. */
export const byCondition = (of: Expression): ChosenBy => ({ of, cases: [true, null] });

export function eitherOf(reader: Reader, { options, chosenBy, on, node }: Choice): Expression {
  return {
    kind: 'either',
    options: options.map((each) => {
      const option = reader.expressionOf(each);
      return each.kind === 'import' && option.kind === 'name' ? { ...option, optional: true } : option;
    }),
    why: `it depends on ${on}`,
    at: reader.source.at(node),
    ...(chosenBy && { chosenBy }),
  };
}

/** The same part of each; nothing where one has none. */
export function memberOfChoice(reader: Reader, choice: Choice, name: string, at: Node): Value | undefined {
  const parts = choice.options.map((each) => reader.member(each, name, at));
  if (parts.every((each) => each === undefined)) return undefined;
  const nothing: Value = { kind: 'expression', expression: literal(null, reader.source.at(at)) };
  return { ...choice, options: parts.map((each) => each ?? nothing) };
}

const hasParts = ({ kind }: Value): boolean => kind === 'object' || kind === 'choice';

export function partsByCondition(
  reader: Reader,
  node: NodeOf<'ConditionalExpression'>,
  frame: Frame,
): Value | undefined {
  const options = [node.consequent, node.alternate].map((each) => reader.value(each, frame));
  const [consequent, alternate] = options;
  if (consequent === undefined || alternate === undefined) return undefined;
  if (!options.some(hasParts) && !options.every(({ kind }) => kind === 'import')) return undefined;
  const test = decided(reader, node.test, frame);
  if (typeof test === 'boolean') return test ? consequent : alternate;
  const on = reader.source.textOf(node.test);
  return { kind: 'choice', options, chosenBy: test && byCondition(test), on, node };
}

/** `condition && { … }` */
export function partsWhere(reader: Reader, node: NodeOf<'LogicalExpression'>, frame: Frame): Value | undefined {
  const right = reader.value(node.right, frame);
  if (!hasParts(right)) return undefined;
  const test = decided(reader, node.left, frame);
  const nothing = nothingIn(node);
  if (typeof test === 'boolean') return test ? right : nothing;
  const on = reader.source.textOf(node.left);
  return { kind: 'choice', options: [right, nothing], chosenBy: test && byCondition(test), on, node };
}

/** `configs[mode]`: one of the parts of an object that stands here, or of a module, named by deployments. */
export function partByKey(reader: Reader, node: NodeOf<'MemberExpression'>, frame: Frame): Value | undefined {
  if (!node.computed) return undefined;
  const of = reader.evaluate(node.property, frame);
  if (of.kind === 'unknown' || of.kind === 'literal') return undefined;
  const whole = reader.value(node.object, frame);
  const named = whole.kind === 'import' && isDeployment(of) ? deployments : [];
  const keys = whole.kind === 'object' && whole.rest.length === 0 ? [...whole.entries.keys()] : named;
  return chosenAmong(reader, keys, of, node, (key) => reader.member(whole, key, node));
}

/** One of the modules that a variable chooses among: `require(`./config/${process.env.NODE_ENV}`)`. */
export function moduleByDeployment(
  reader: Reader,
  of: Expression,
  node: Node,
  specifierOf: (deployment: string) => string,
): Value | undefined {
  return isDeployment(of)
    ? chosenAmong(reader, deployments, of, node, (name) => importOf(specifierOf(name), '', node))
    : undefined;
}
/** What a framework lays over its configuration where there is such a module. */
export function overByDeployment(reader: Reader, node: Node, specifierOf: (deployment: string) => string): Value {
  const modules = deployments.map((name) => importOf(specifierOf(name), 'default()', node));
  const of: Expression = { kind: 'env', name: 'NODE_ENV', at: reader.source.at(node) };
  return {
    kind: 'choice',
    options: [...modules, nothingIn(node)],
    chosenBy: { of, cases: [...deployments, null] },
    on: 'NODE_ENV',
    node,
  };
}
const importOf = (specifier: string, path: string, node: Node): Value => ({ kind: 'import', specifier, path, node });
const nothingIn = (node: Node): Value => ({ kind: 'object', entries: new Map<string, Entry>(), rest: [], node });

function chosenAmong(
  reader: Reader,
  cases: readonly string[],
  of: Expression,
  node: Node,
  optionOf: (name: string) => Value | undefined,
): Value | undefined {
  const options = cases.flatMap((each) => optionOf(each) ?? []);
  return options.length === 0 || options.length < cases.length
    ? undefined
    : {
        kind: 'choice',
        options: options.map(reader.settled),
        chosenBy: { of, cases },
        on: reader.source.textOf(node),
        node,
      };
}

function isDeployment(expression: Expression): boolean {
  const first = expression.kind === 'fallback' ? expression.options[0] : expression;
  return first?.kind === 'env' && first.name === 'NODE_ENV';
}
