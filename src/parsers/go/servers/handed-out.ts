// Servers that one function makes and another file starts: `r := routes.New()` and then `r.Run()`.
import type { ServerFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { isLibrary } from '../settings-packages.js';
import { type FrameworkShape, frameworks, httpStarts, serverTypes, startMethods } from '../shapes.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { ServerSite } from './site.js';

const allStops = [...new Set(['Shutdown', ...frameworks.flatMap((each) => each.stops)])];
/** Whatever comes from elsewhere: which methods it has is known where it is made. */
const anyFramework: FrameworkShape = {
  product: 'go-http',
  type: '',
  constructors: [],
  starts: [...startMethods],
  stops: allStops,
  inner: ['Server'],
};
const mostStarts = 12;

/** The function that makes something of this type and returns it; undefined when it keeps it to itself. */
export function makerOf(scope: Scope, node: SyntaxNode, type: string): string | undefined {
  const owner = enclosingFunction(node);
  const declared = scope.file.functions.find((each) => each.node === owner);
  return declared?.receiverType === undefined && declared?.results.includes(type) === true
    ? declared.name
    : getterOf(scope, node, type);
}
/** `func Router() *gin.Engine { return router }`, of a variable of the package that another function fills. */
function getterOf(scope: Scope, node: SyntaxNode, type: string): string | undefined {
  const getters = scope.file.functions.filter((each) => each.receiverType === undefined && each.results.includes(type));
  const found = getters.find((each) =>
    returnedNames(each.node).some((name) =>
      scope.declarationOf(name)?.writes.some(({ value }) => skipParentheses(value) === node),
    ),
  );
  return found?.name;
}
function returnedNames(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === 'func_literal') return [];
  if (node.type !== 'return_statement') return node.children.flatMap(returnedNames);
  const [first] = node.children;
  const value = first?.type === 'expression_list' ? first.children[0] : first;
  return value?.type === 'identifier' ? [value] : [];
}

/** `func Routes() *gin.Engine { return build() }`: functions of the file that give their callers what the maker has given them. */
function handersOn(scope: Scope, maker: string): readonly string[] {
  const names = new Set([maker]);
  const found: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const next = scope.file.functions.filter(
      ({ node, name, receiverType }) =>
        receiverType === undefined && !names.has(name) && returnedCalls(scope, node).some((call) => names.has(call)),
    );
    if (next.length === 0) break;
    for (const { name } of next) {
      names.add(name);
      found.push(name);
    }
  }
  return found;
}
const mostRounds = 4;
/** Functions of this package whose result is returned as it is, or from a variable that holds it alone. */
function returnedCalls(scope: Scope, node: SyntaxNode): readonly string[] {
  if (node.type === 'func_literal') return [];
  if (node.type !== 'return_statement') return node.children.flatMap((each) => returnedCalls(scope, each));
  const [first] = node.children;
  const value = first?.type === 'expression_list' ? first.children[0] : first;
  const call = value === undefined ? undefined : madeBy(scope, value);
  const callee = call === undefined ? undefined : scope.file.callee(call);
  return callee?.kind === 'local' ? [callee.name] : [];
}

/** The function that gives this server to its callers. */
export function makerOfSite(scope: Scope, site: ServerSite): string | undefined {
  const type = site.framework?.type ?? [...serverTypes].find(([, product]) => product === site.product)?.[0];
  return type === undefined ? undefined : makerOf(scope, site.node, type);
}
export function handedOut(scope: Scope, site: ServerSite): ServerFact['handedOut'] {
  if (site.listen !== undefined || site.takenFrom !== undefined) return undefined;
  const by = makerOfSite(scope, site);
  if (by === undefined) return undefined;
  const also = handersOn(scope, by);
  return {
    by,
    ...(also.length === 0 ? {} : { also }),
    starts: site.framework?.starts ?? [...httpStarts],
    handler: site.framework?.onlyWhenStarted === true,
  };
}

/** Calls of a start method on something that a function of another file has made. */
export function takenSites(scope: Scope, flow: Flow, own: readonly ServerSite[]): readonly ServerSite[] {
  const { file } = scope;
  const started = new Set(own.map((each) => each.listen));
  const held = new Set(own.flatMap((each) => [...each.places]));
  const calls = scope.nodes('call_expression').filter((call) => {
    const callee = file.callee(call);
    return callee.kind === 'method' && startMethods.has(callee.name) && !started.has(call);
  });
  const taken: ServerSite[] = [];
  for (const call of calls.slice(0, mostStarts)) {
    const callee = file.callee(call);
    if (callee.kind !== 'method') continue;
    const made = madeBy(scope, callee.receiver);
    const from = made === undefined ? undefined : functionElsewhere(scope, made);
    if (made === undefined || from === undefined) continue;
    const place = flow.placeOf(callee.receiver) ?? placeOfCall(made);
    if (held.has(place)) continue;
    held.add(place);
    const [address] = file.callArguments(call);
    taken.push({
      product: anyFramework.product,
      framework: anyFramework,
      node: made,
      listen: call,
      places: flow.reachedFrom([place, placeOfCall(made)]),
      bare: false,
      escapes: false,
      takenFrom: { ...from, method: callee.name },
      ...(address === undefined ? {} : { address }),
    });
  }
  return taken;
}
const placeOfCall = (call: SyntaxNode): Place => `s:${call.start}:0`;
/** The call that a variable's value comes from, or the receiver itself is. */
function madeBy(scope: Scope, receiver: SyntaxNode): SyntaxNode | undefined {
  const inner = skipParentheses(receiver);
  if (inner?.type === 'call_expression') return inner;
  const write = inner?.type === 'identifier' ? scope.declarationOf(inner)?.writes[0] : undefined;
  const value = write?.index === 0 ? skipParentheses(write.value) : undefined;
  return value?.type === 'call_expression' ? value : undefined;
}
function functionElsewhere(
  scope: Scope,
  call: SyntaxNode,
): { readonly space: string; readonly name: string } | undefined {
  const callee = scope.file.callee(call);
  if (callee.kind === 'package') {
    return isLibrary(callee.package.path) ? undefined : { space: `package:${callee.package.path}`, name: callee.name };
  }
  if (callee.kind !== 'local' || scope.functionNamed(callee.name) !== undefined) return undefined;
  return scope.declarationOf(callee.at) === undefined ? { space: 'package', name: callee.name } : undefined;
}
