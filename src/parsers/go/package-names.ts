// Lists what a Go file gives other files to ask for: constants, variables, fields with their defaults, configuration keys.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { skipParentheses } from './file.js';
import { givenNames } from './given-names.js';
import { NameCollector } from './name-collector.js';
import { addressOpenedBy } from './servers/address.js';
import { givenConfigurations } from './servers/given-configurations.js';
import { handedSetters } from './servers/handed-over.js';
import { optionSetters } from './servers/option-functions.js';
import { settingsName, settingsPackage } from './settings-packages.js';
import { loadersOf } from './values/loaders.js';
import { registryVariables } from './values/registry-variables.js';
import { askedElsewhere, type Holder, partOf } from './values/struct-tags.js';
import type { Values } from './values/values.js';

const deepest = 5;

export function bindingsOf(values: Values): readonly BindingsFact[] {
  const { file } = values.scope;
  const names = new NameCollector();
  for (const each of values.scope.packageLevel()) {
    if (each.name === '_') continue;
    const value = each.writes[0]?.value;
    if (value !== undefined) {
      const signals = signalList(values, value);
      const reading = values.readDeclaration(each, each.node);
      names.add(each.name, signals ?? reading.expression);
      if (each.node.parent?.type === 'const_spec') names.addKey(each.name, reading.expression);
    }
    const type = values.scope.typeOf(each.node);
    addFields(values, names, type, each.name, 0);
    const elsewhere = declaredElsewhere(values, type);
    if (elsewhere !== undefined) names.addPart(each.name, { type: elsewhere });
  }
  for (const type of file.structs.keys()) if (!type.includes('@')) addFields(values, names, `.${type}`, type, 0);
  for (const each of file.functions) {
    if (each.receiverType !== undefined) continue;
    const [result = ''] = each.results;
    const outside = aliasOf(values, result, each.node);
    const opened = addressOpenedBy(values, each);
    const elsewhere = declaredElsewhere(values, result);
    if (opened !== undefined) names.add(`${each.name}()`, opened);
    else if (elsewhere !== undefined) names.addPart(`${each.name}()`, { type: elsewhere });
    else if (result.startsWith('.')) addFields(values, names, result, `${each.name}()`, 0, each.body);
    else if (outside !== undefined) names.add(`${each.name}()`, outside);
    else if (each.parameters.length === 0 && each.results.length === 1 && valueTypes.test(result)) {
      const reading = values.readResult(each, each.node);
      if (reading !== undefined) names.add(`${each.name}()`, reading.expression);
    } else if (each.parameters.length > 0 && valueTypes.test(result)) {
      const helper = values.readHelper(each);
      if (helper !== undefined) names.add(`${each.name}()`, helper);
    }
  }
  for (const [name, expression] of optionSetters(values)) names.add(name, expression);
  for (const [name, expression] of givenConfigurations(values)) names.addOpen(name, expression);
  for (const [name, expression] of handedSetters(values)) names.addOpen(name, expression);
  const keys = new NameCollector();
  for (const [key, expression] of values.fields.keys.all()) keys.add(key, expression);
  const variables = registryVariables(values.scope);
  const registry = keys.fact('config-key', file.directory);
  const looked: BindingsFact | undefined =
    variables.length === 0
      ? registry
      : { kind: 'bindings', space: 'config-key', owner: file.directory, names: registry?.names ?? {}, variables };
  return [names.fact('package', file.directory), looked, loadersOf(values.scope), ...givenNames(values)].filter(
    (each) => each !== undefined,
  );
}

/** A struct of settings that another package declares: its fields are asked for there. */
function aliasOf(values: Values, type: string, node: SyntaxNode): Expression | undefined {
  const path = settingsPackage(values, type);
  const at = values.scope.file.at(node);
  return path === undefined
    ? undefined
    : { kind: 'name', space: `package:${path}`, name: type.slice(type.lastIndexOf('.') + 1), at };
}
/** The name of a struct of this package that is not of this file; perhaps no struct at all. */
function declaredElsewhere({ scope }: Values, type: string): string | undefined {
  const isHere = !/^\.[A-Za-z]\w*$/.test(type) || scope.file.structs.has(type.slice(1));
  return isHere ? undefined : type.slice(1);
}
const valueTypes = /^(?:time\.Duration|u?int\d*|float\d+|string)$/;

/** `Config.Server.ReadTimeout` and so on, through the struct types of this file. */
function addFields(
  values: Values,
  names: NameCollector,
  type: string,
  prefix: string,
  depth: number,
  within?: SyntaxNode,
  via: readonly Holder[] = [],
): void {
  if (depth > deepest || !type.startsWith('.')) return;
  const name = type.slice(1);
  for (const field of values.scope.file.structs.get(name) ?? []) {
    const reading = valueTypes.test(field.type) ? values.fields.ofType(name, field.name, within, via) : undefined;
    const asked =
      reading === undefined && valueTypes.test(field.type) ? askedElsewhere(values, name, field, via) : undefined;
    const told = reading?.expression ?? asked;
    if (told !== undefined) names.add(`${prefix}.${field.name}`, told);
    const elsewhere = declaredElsewhere(values, field.type);
    if (elsewhere !== undefined) names.addPart(`${prefix}.${field.name}`, partOf(values, name, field, elsewhere, via));
    const outside = settingsName.test(name) ? aliasOf(values, field.type, field.node) : undefined;
    if (outside !== undefined) names.add(`${prefix}.${field.name}`, outside);
    if (field.type === type) continue;
    const further = [...via, { owner: name, field }];
    addFields(values, names, field.type, `${prefix}.${field.name}`, depth + 1, within, further);
    // Fields of an embedded struct are fields of the struct around it.
    if (field.embedded) addFields(values, names, field.type, prefix, depth + 1, within, further);
  }
}

/** `var signals = []os.Signal{…}` as one text, the names joined by commas. */
function signalList({ scope }: Values, written: SyntaxNode): Expression | undefined {
  const value = skipParentheses(written);
  if (value?.type !== 'composite_literal' || scope.file.typeText(value.children[0]) !== '[]os.Signal') return undefined;
  const signals = (value.children[1]?.children ?? []).flatMap((each) => signalName(scope.file.text(each)) ?? []);
  return { kind: 'literal', value: [...new Set(signals)].join(','), at: scope.file.at(value) };
}

/** `syscall.SIGTERM`, `unix.SIGTERM`, `os.Interrupt` by the name of the signal. */
export function signalName(text: string): string | undefined {
  const name = text.trim();
  if (name === 'os.Interrupt') return 'SIGINT';
  if (name === 'os.Kill') return 'SIGKILL';
  return /^\w+\.(SIG[A-Z0-9]+)$/.exec(name)?.[1];
}
