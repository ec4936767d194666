// Servers of libraries that hear signals themselves: what they are made and started by, and what variables of the library say of them.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { httpStarts, selfStopping } from '../shapes.js';
import type { Flow } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { FieldSource } from './field-sources.js';
import { isConditional } from './field-sources.js';
import type { ServerSite } from './site.js';
import { startOf } from './starts.js';

export function selfStoppingSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  return selfStopping.flatMap(({ helper, make, listen, listenTls }) => {
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
      ...scope.callsOf(make).map((call): ServerSite => {
        const places = flow.reachedFrom([`s:${call.start}:0`]);
        const start = startOf(scope, flow, places, httpStarts);
        return { ...of(call, 1), places, escapes: start === undefined, ...(start && { listen: start }) };
      }),
      ...scope.callsOf(listen).map((call) => started(call, 1)),
      ...scope.callsOf(listenTls).map((call) => started(call, 3)),
    ];
  });
}

/** `endless.DefaultReadTimeOut = 10 * time.Second` */
export function defaultsSet(scope: Scope, { helper }: ServerSite): readonly FieldSource[] {
  const library = selfStopping.find((each) => each.helper === helper);
  if (library === undefined) return [];
  const fields = new Map(Object.entries(library.defaults).map(([field, variable]) => [variable, field]));
  return assignedTo(scope, library.make).flatMap(({ variable, key, value }) => {
    const name = fields.get(variable);
    return name === undefined ? [] : [{ name, key, value, conditional: isConditional(key) }];
  });
}
/** How long it waits, where the file says so. */
export function limitSet(scope: Scope, { helper }: ServerSite): SyntaxNode | undefined {
  const library = selfStopping.find((each) => each.helper === helper);
  if (library === undefined) return undefined;
  return assignedTo(scope, library.make).findLast(({ variable }) => variable === library.limit)?.value;
}
/** What the file gives to variables of the package that a function belongs to. */
function assignedTo(scope: Scope, called: string) {
  const owner = called.slice(0, called.lastIndexOf('.'));
  return scope.nodes('assignment_statement').flatMap((statement) => {
    const [left, right] = statement.children;
    return (left?.children ?? []).flatMap((target, index) => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = right?.children[index];
      const isOwn = operand !== undefined && scope.file.packageNamed(operand)?.base === owner;
      return isOwn && field !== undefined && value !== undefined
        ? [{ variable: scope.file.text(field), key: target, value }]
        : [];
    });
  });
}
