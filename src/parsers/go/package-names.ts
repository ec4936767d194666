// Lists what a Go file gives other files to ask for: constants, variables, fields with their defaults, configuration keys.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { skipParentheses } from './file.js';
import type { Values } from './values.js';

const mostNames = 3000;
const deepest = 5;

export function bindingsOf(values: Values): readonly BindingsFact[] {
  const { file } = values.scope;
  const names = new Collector();
  for (const each of values.scope.packageLevel()) {
    if (each.name === '_') continue;
    const value = each.writes[0]?.value;
    if (value !== undefined) {
      const signals = signalList(values, each.name);
      const reading = values.readDeclaration(each, each.node);
      if (signals !== undefined) names.add(each.name, signals);
      else if (reading.expression.kind !== 'unknown') names.add(each.name, reading.expression);
    }
    addFields(values, names, values.scope.typeOf(each.node), each.name, 0);
  }
  for (const type of file.structs.keys()) if (!type.includes('@')) addFields(values, names, `.${type}`, type, 0);
  for (const each of file.functions) {
    if (each.receiverType !== undefined) continue;
    const [result] = each.results;
    if (result?.startsWith('.') === true) addFields(values, names, result, `${each.name}()`, 0);
    else if (each.parameters.length === 0 && each.results.length === 1 && valueTypes.test(result ?? '')) {
      const reading = values.readResult(each, each.node);
      if (reading !== undefined && reading.expression.kind !== 'unknown')
        names.add(`${each.name}()`, reading.expression);
    }
  }
  const keys = new Collector();
  for (const [key, expression] of values.fields.keys.all()) keys.add(key, expression);
  return [names.fact('package', file.directory), keys.fact('config-key', file.directory)].filter(
    (each) => each !== undefined,
  );
}
const valueTypes = /^(?:time\.Duration|u?int\d*|string)$/;

class Collector {
  readonly #names = new Map<string, Expression[]>();

  add(name: string, expression: Expression): void {
    if (this.#names.has(name) || this.#names.size >= mostNames) return;
    this.#names.set(name, [expression]);
  }
  fact(space: BindingsFact['space'], owner: string): BindingsFact | undefined {
    if (this.#names.size === 0) return undefined;
    return { kind: 'bindings', space, owner, names: Object.fromEntries(this.#names) };
  }
}

/** `Config.Server.ReadTimeout` and so on, through the struct types of this file. */
function addFields(values: Values, names: Collector, type: string, prefix: string, depth: number): void {
  if (depth > deepest || !type.startsWith('.')) return;
  const name = type.slice(1);
  for (const field of values.scope.file.structs.get(name) ?? []) {
    const reading = values.fields.ofType(name, field.name);
    if (reading !== undefined && reading.expression.kind !== 'unknown')
      names.add(`${prefix}.${field.name}`, reading.expression);
    if (field.type !== type) addFields(values, names, field.type, `${prefix}.${field.name}`, depth + 1);
  }
}

/** `var signals = []os.Signal{…}` as one text, the names joined by commas. */
function signalList(values: Values, name: string): Expression | undefined {
  const { scope } = values;
  const declaration = scope.packageLevel().find((each) => each.name === name);
  const value = skipParentheses(declaration?.writes[0]?.value);
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
