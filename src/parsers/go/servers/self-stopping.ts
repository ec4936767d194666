// Servers of libraries that hear signals themselves: what they are made and started by, and what variables of the library say of them.
import { settingRow } from '../../../knowledge/lookup.js';
import { perObject } from '../../../knowledge/memo.js';
import { literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { httpStarts, type StoppingLibrary, stoppingLibraries } from '../shapes.js';
import { convert } from '../values/convert.js';
import type { Flow, Place } from '../values/flow.js';
import { isInside, type Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { type FieldSource, isConditional, settingsFrom } from './field-sources.js';
import { holdsServer, orderlyStops, type ServerSite } from './site.js';
import type { SourceKey } from './source-keys.js';
import { startOf } from './starts.js';

export function selfStoppingSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  return stoppingLibraries.flatMap(({ helper, library, make }) => {
    if (make === undefined) return [];
    const of = (call: SyntaxNode, handler: number): Omit<ServerSite, 'places' | 'escapes'> => {
      const args = file.callArguments(call);
      const [address, handled] = [args[0], args[handler]];
      return {
        product: 'go-http',
        helper,
        node: call,
        bare: false,
        ...(address === undefined ? {} : { address }),
        ...(handled === undefined || handled.type === 'nil' ? {} : { handler: handled }),
      };
    };
    const started = (call: SyntaxNode, handler: number): ServerSite => ({
      ...of(call, handler),
      listen: call,
      places: new Set(),
      escapes: false,
    });
    return [
      ...scope.callsOf(`${library}.${make.server}`).map((call): ServerSite => {
        const places = flow.reachedFrom([`s:${call.start}:0`]);
        const start = startOf(scope, flow, places, httpStarts);
        return { ...of(call, 1), places, escapes: start === undefined, ...(start && { listen: start }) };
      }),
      ...scope.callsOf(`${library}.${make.listen}`).map((call) => started(call, 1)),
      ...scope.callsOf(`${library}.${make.listenTls}`).map((call) => started(call, 3)),
    ];
  });
}

/** `graceful.Graceful(server.ListenAndServe, server.Shutdown)`: the library that stops it. */
export function helperServing(scope: Scope, flow: Flow, places: ReadonlySet<Place>): string | undefined {
  return stoppingLibraries.find(({ library, serves = [] }) =>
    serves.some((name) =>
      scope.callsOf(`${library}.${name}`).some((call) => {
        const stop = scope.file.callArguments(call).at(-1);
        return stop !== undefined && stopsOne(scope, flow, places, stop);
      }),
    ),
  )?.helper;
}
/** `server.Shutdown`, or a function that calls it. */
function stopsOne(scope: Scope, flow: Flow, places: ReadonlySet<Place>, stop: SyntaxNode): boolean {
  const [operand, field] = stop.type === 'selector_expression' ? stop.children : [];
  if (operand !== undefined && field !== undefined)
    return orderlyStops.includes(scope.file.text(field)) && holdsServer(scope, flow, operand, places);
  return (
    stop.type === 'func_literal' &&
    scope
      .methodCalls('Shutdown')
      .some((call) => isInside(call, stop) && holdsServer(scope, flow, receiverOf(scope, call) ?? call, places))
  );
}
function receiverOf(scope: Scope, call: SyntaxNode): SyntaxNode | undefined {
  const callee = scope.file.callee(call);
  return callee.kind === 'method' ? callee.receiver : undefined;
}

/** `endless.DefaultReadTimeOut = 10 * time.Second` */
export function defaultsSet(scope: Scope, { helper }: ServerSite): readonly FieldSource[] {
  const library = stoppingLibraries.find((each) => each.helper === helper && each.fills === undefined);
  return library === undefined ? [] : Object.keys(library.defaults).flatMap((name) => setFor(scope, library, name));
}
function setFor(scope: Scope, { library, defaults }: StoppingLibrary, name: string): readonly FieldSource[] {
  const last = lastGiven(scope).get(`${library}.${defaults[name]}`);
  return last === undefined ? [] : [{ name, ...last, conditional: isConditional(last.key) }];
}
/** How long it waits, where the file says so. */
export function limitSet(scope: Scope, { helper }: ServerSite): SyntaxNode | undefined {
  const library = stoppingLibraries.find((each) => each.helper === helper);
  return library === undefined ? undefined : lastGiven(scope).get(`${library.library}.${library.limit}`)?.value;
}
export const libraryThatFills = (called: string): StoppingLibrary | undefined =>
  stoppingLibraries.find(({ library, fills }) => fills !== undefined && called === `${library}.${fills}`);
/** What the library sets where nothing else, or nothing at all, is set. */
export function filledIn(
  values: Values,
  library: StoppingLibrary,
  filler: SyntaxNode,
  own: readonly WrittenSetting[],
  keys: readonly SourceKey[],
): readonly WrittenSetting[] {
  const { scope } = values;
  const at = scope.file.at(filler);
  return keys.flatMap((key): readonly WrittenSetting[] => {
    const before = own.find((each) => each.name === key.name);
    const row = settingRow(library.helper, key.name);
    const [documented] = row?.defaults ?? [];
    if (documented === undefined || library.defaults[key.field] === undefined)
      return before === undefined ? [] : [before];
    const [given] = settingsFrom(values, setFor(scope, library, key.field), [key]);
    const value = given?.value ?? convert('length', literal(documented.value, at), at);
    return [
      before === undefined
        ? { name: key.name, key: key.key, value, keyAt: at }
        : {
            ...before,
            value: { kind: 'fallback', mode: 'or-falsy', options: [before.value, value], at: before.value.at },
          },
    ];
  });
}
interface Given {
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}
/** What the file gives last to variables of other packages. */
const lastGiven = perObject((scope: Scope): ReadonlyMap<string, Given> => {
  const found = new Map<string, Given>();
  for (const statement of scope.nodes('assignment_statement')) {
    const [left, right] = statement.children;
    left?.children.forEach((target, index) => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const owner = operand === undefined ? undefined : scope.file.packageNamed(operand);
      const value = right?.children[index];
      if (owner !== undefined && field !== undefined && value !== undefined)
        found.set(`${owner.base}.${scope.file.text(field)}`, { key: target, value });
    });
  }
  return found;
});
