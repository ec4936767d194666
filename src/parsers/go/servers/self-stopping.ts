// Servers of libraries that hear signals themselves: what they are made and started by, and what variables of the library say of them.
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { httpStarts, selfStopping } from '../shapes.js';
import type { Flow } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import { type FieldSource, isConditional } from './field-sources.js';
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
  return Object.entries(library.defaults).flatMap(([name, variable]) => {
    const last = lastGiven(scope).get(`${ownerOf(library.make)}.${variable}`);
    return last === undefined ? [] : [{ name, ...last, conditional: isConditional(last.key) }];
  });
}
/** How long it waits, where the file says so. */
export function limitSet(scope: Scope, { helper }: ServerSite): SyntaxNode | undefined {
  const library = selfStopping.find((each) => each.helper === helper);
  if (library === undefined) return undefined;
  return lastGiven(scope).get(`${ownerOf(library.make)}.${library.limit}`)?.value;
}
const ownerOf = (called: string): string => called.slice(0, called.lastIndexOf('.'));
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
