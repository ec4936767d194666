// The settings and traits among the options that a call is given.
import { optionNames, settingsOfOption, traitKeys } from '../../../knowledge/source-options.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { ServerFact, WrittenSetting } from '../../../model/facts.js';
import { argumentsOf, is, isCall, isFunction, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Value } from '../values/values.js';

type Trait = ServerFact['traits'][number];
export interface Written {
  readonly settings: WrittenSetting[];
  readonly traits: Trait[];
}

/** The part of a call's arguments that a path such as `0.http` names. */
export function argumentAt(file: SourceFile, call: Node, path: string): Value | undefined {
  if (!isCall(call)) return undefined;
  const [index, ...keys] = path.split('.');
  const argument = argumentsOf(call)[Number(index)];
  if (argument === undefined || isFunction(unwrap(argument))) return undefined;
  return keys.reduce<Value | undefined>(
    (value, key) => value && file.reader.member(value, key, argument),
    file.reader.value(argument),
  );
}

/** `prefix` says where among the options these stand: `http.`, `serverOptions.`. */
export function readOptions(
  file: SourceFile,
  options: Value | undefined,
  product: string,
  into: Written,
  prefix = '',
): void {
  if (options === undefined) return;
  if (options.kind === 'import' && prefix === '') {
    // Options that another module holds: nobody knows here which of them are set.
    into.traits.push({ name: 'options', value: file.reader.expressionOf(options), at: file.source.at(options.node) });
  }
  if (options.kind === 'given' && prefix === '')
    into.settings.push(...fromCallers(file, options, product, into.settings));
  if (options.kind === 'choice') {
    readChoice(file, options, product, into, prefix);
    return;
  }
  if (options.kind !== 'object') return;
  for (const [key, { key: keyNode, value }] of options.entries) {
    const keyAt = file.source.at(keyNode);
    const names = settingsOfOption(product, `${prefix}${key}`);
    if (isUndefined(value)) continue;
    if (names.length > 0) {
      const written = { key: `${prefix}${key}`, value: file.reader.expressionOf(value), keyAt };
      into.settings.push(...names.map((name) => ({ name, ...written })));
    } else if (traitKeys.has(key)) into.traits.push({ name: key, value: traitValue(file, value), at: keyAt });
  }
  for (const rest of options.rest)
    if (rest.kind !== 'choice') readOptions(file, rest, product, into, prefix);
    else readChoice(file, rest, product, into, prefix, new Set(options.entries.keys()));
}

/** Each setting as the one that is chosen has it; `besides` are those that are read with what they are laid over. */
function readChoice(
  file: SourceFile,
  choice: Value & { kind: 'choice' },
  product: string,
  into: Written,
  prefix: string,
  besides: ReadonlySet<string> = new Set(),
): void {
  const entries = new Map(
    choice.options
      .flatMap((each) => (each.kind === 'object' ? [...each.entries] : []))
      .map(([key, { key: node }]) => [key, node]),
  );
  const { settings, traits } = into;
  for (const [key, node] of entries) {
    const value = besides.has(key) ? undefined : file.reader.member(choice, key, node);
    if (value === undefined) continue;
    const keyAt = file.source.at(node);
    const written = { key: `${prefix}${key}`, value: file.reader.expressionOf(value), keyAt };
    const names = settingsOfOption(product, written.key);
    settings.push(...names.map((name) => ({ name, ...written })));
    if (names.length === 0 && traitKeys.has(key)) traits.push({ name: key, value: written.value, at: keyAt });
  }
  for (const each of choice.options) if (each.kind !== 'object') readOptions(file, each, product, into, prefix);
}

/** Options that callers in other modules hand over: each setting is there or not; `before` are those written in front of them. */
function fromCallers(
  file: SourceFile,
  options: Value & { kind: 'given' },
  product: string,
  before: readonly WrittenSetting[],
): readonly WrittenSetting[] {
  const keyAt = file.source.at(options.node);
  const isBehind = ({ keyAt: own }: WrittenSetting): boolean =>
    own.line > keyAt.line || (own.line === keyAt.line && own.column > keyAt.column);
  return optionNames(product).flatMap((key) => {
    const part = file.reader.expressionOf({ ...options, name: `${options.name}.${key}` });
    const given: Expression = part.kind === 'name' ? { ...part, optional: true } : part;
    return settingsOfOption(product, key).flatMap((name): WrittenSetting[] => {
      const own = before.findLast((each) => each.name === name);
      // `{ ...options, keepAliveTimeout: 65_000 }`: what stands behind the spread holds.
      if (own !== undefined && isBehind(own)) return [];
      const options = [given, own?.value ?? literal(null, keyAt)];
      const value: Expression = { kind: 'fallback', mode: 'if-missing', options, at: keyAt };
      return [{ name, key, value, keyAt }];
    });
  });
}

/** `{ timeout: undefined }` sets nothing. */
function isUndefined(value: Value): boolean {
  return value.kind === 'node' && is(value.node, 'Identifier') && value.node.name === 'undefined';
}

/** A function or object as a trait's value says only that it is there. */
function traitValue(file: SourceFile, value: Value): Expression {
  const settled = value.kind === 'node' ? file.reader.value(value.node, value.frame) : value;
  if (settled.kind === 'node' && isFunction(settled.node))
    return { kind: 'literal', value: true, at: file.source.at(settled.node) };
  return file.reader.expressionOf(settled);
}
