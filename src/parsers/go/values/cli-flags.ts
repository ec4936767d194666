// Flags of urfave/cli, which are literals: names, variables, default, and the variable that each fills.
import { perObject } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { convert } from './convert.js';
import { keyedElements } from './flow.js';
import { stringsIn } from './registry-variables.js';
import type { Values } from './values.js';

const flagType = /^github\.com\/urfave\/cli(?:\/altsrc)?\.(Duration|Int|Int64|Uint|String)Flag$/;

export interface CliFlag {
  /** The first is its own; code may ask for it by any of them. */
  readonly keys: readonly string[];
  readonly kind: 'length' | 'integer' | 'text';
  readonly expression: Expression;
  /** `Destination: &grace`, without the `&`. */
  readonly target?: SyntaxNode;
}

export const cliFlags = perObject((values: Values): readonly CliFlag[] =>
  values.scope.nodes('composite_literal').flatMap((node) => flagOf(values, node) ?? []),
);

/** `&cli.DurationFlag{Name: "timeout", Aliases: []string{"t"}, Value: 5 * time.Second, EnvVars: []string{"TIMEOUT"}}`. */
function flagOf(values: Values, node: SyntaxNode): CliFlag | undefined {
  const { file } = values.scope;
  const type = flagType.exec(file.typeText(node.children[0]))?.[1];
  if (type === undefined) return undefined;
  const kind = type === 'Duration' ? 'length' : type === 'String' ? 'text' : 'integer';
  const elements = new Map(keyedElements(values.scope, node).map((each) => [each.name, each.value]));
  const textsOf = (name: string): readonly string[] => {
    const value = elements.get(name);
    return value === undefined ? [] : stringsIn(value, (each) => file.stringValue(each));
  };
  // Version 1 has all names in one text, and all variables.
  const keys = [...textsOf('Name'), ...textsOf('Aliases')].flatMap(apart);
  if (keys.length === 0) return undefined;
  const at = file.at(node);
  const flags = keys.map((key) => (key.length === 1 ? `-${key}` : `--${key}`));
  const variables = ['EnvVars', 'EnvVar', 'Sources'].flatMap(textsOf).flatMap(apart);
  const options = [...flags, ...variables].map((name) => convert(kind, { kind: 'env', name, at }, at));
  const value = elements.get('Value');
  if (value !== undefined) options.push(kind === 'length' ? values.readLength(value) : values.read(value));
  const destination = elements.get('Destination');
  const target = destination?.type === 'unary_expression' ? destination.children[0] : undefined;
  const expression: Expression = { kind: 'fallback', mode: 'if-missing', options, at };
  return { keys, kind, expression, ...(target === undefined ? {} : { target }) };
}
const optionType = /^github\.com\/jawher\/mow\.cli\.(Int|String)Opt$/;
/** `app.Int(cli.IntOpt{Name: "port p", EnvVar: "PORT", Value: 8080})` of mow.cli, which gives a pointer: https://pkg.go.dev/github.com/jawher/mow.cli#IntOpt */
export function optionGiven(values: Values, argument: SyntaxNode | undefined): CliFlag | undefined {
  const { file } = values.scope;
  if (argument?.type !== 'composite_literal') return undefined;
  const type = optionType.exec(file.typeText(argument.children[0]))?.[1];
  if (type === undefined) return undefined;
  const kind = type === 'Int' ? 'integer' : 'text';
  const elements = new Map(keyedElements(values.scope, argument).map((each) => [each.name, each.value]));
  const wordsOf = (name: string): readonly string[] =>
    (file.stringValue(elements.get(name)) ?? '').split(' ').filter((each) => each !== '');
  const keys = wordsOf('Name');
  if (keys.length === 0) return undefined;
  const at = file.at(argument);
  const flags = keys.map((key) => (key.length === 1 ? `-${key}` : `--${key}`));
  const options = [...flags, ...wordsOf('EnvVar')].map((name) => convert(kind, { kind: 'env', name, at }, at));
  const value = elements.get('Value');
  if (value !== undefined) options.push(values.read(value));
  return { keys, kind, expression: { kind: 'fallback', mode: 'if-missing', options, at } };
}
const apart = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
