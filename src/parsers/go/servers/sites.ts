// Finds the spots where a Go file makes or starts a server.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFile, StructField } from '../file.js';
import { bareListeners, httpStarts, serverTypes } from '../shapes.js';
import { type Flow, keyedElements, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import { frameworkSites } from './framework-sites.js';
import { swaggerSites } from './go-swagger.js';
import { takenSites } from './handed-out.js';
import { helperServing, selfStoppingSites } from './self-stopping.js';
import { assignedField, assignmentsTo, type ServerSite } from './site.js';
import { startOf } from './starts.js';

export function findSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const own = [
    ...structSites(scope, flow),
    ...frameworkSites(scope, flow),
    ...swaggerSites(scope, flow),
    ...selfStoppingSites(scope, flow),
    ...bareSites(scope),
  ];
  const sites = [...own, ...takenSites(scope, flow, own)];
  return sites.sort((a, b) => a.node.start - b.node.start);
}

/** `&http.Server{…}`, `new(http.Server)`, `var s http.Server`. */
function structSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  const found: ServerSite[] = [];
  const add = (type: string, node: SyntaxNode, start: Place | undefined): void => {
    const product = serverTypes.get(type);
    if (product === undefined || start === undefined) return;
    const places = flow.reachedFrom([start]);
    const helper = helperServing(scope, flow, places);
    const elements = new Map(keyedElements(scope, node).map((each) => [each.name, each.value]));
    const listen = startOf(scope, flow, places, httpStarts);
    const [address, handler] = [
      elements.get('Addr') ?? assignedField(scope, flow, places, 'Addr') ?? listenerOf(file, listen),
      elements.get('Handler') ?? assignedField(scope, flow, places, 'Handler'),
    ];
    found.push({
      product,
      node,
      places,
      bare: false,
      escapes: listen === undefined,
      ...(helper === undefined ? {} : { helper }),
      ...(listen === undefined ? {} : { listen }),
      ...(address === undefined ? {} : { address }),
      ...(handler === undefined ? {} : { handler }),
    });
  };
  for (const literal of scope.nodes('composite_literal'))
    add(file.typeText(literal.children[0]), literal, flow.placeOf(literal));
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    const [type] = file.callArguments(call);
    if (callee.kind !== 'local' || callee.name !== 'new' || type === undefined) continue;
    add(typeArgument(file, type), call, flow.placeOf(call));
  }
  for (const each of scope.allDeclarations()) {
    const isValue =
      each.node.parent?.type === 'var_spec' && each.node.parent.children.at(-1)?.type === 'qualified_type';
    if (isValue && each.writes.length === 0) add(each.type, each.node, `d:${each.id}`);
  }
  for (const [place, { type, node }] of serverFields(scope)) {
    const isOwn = found.every(({ places }) => !places.has(place));
    if (isOwn && assignmentsTo(scope, flow, new Set([place])).length > 0) add(type, node, place);
  }
  return startedThroughField(scope, flow, withoutReplaced(found));
}
/** Fields that are a server and no pointer to one: it is there as soon as the struct is, and what it is set to is assigned. */
function serverFields({ file }: Scope): ReadonlyMap<Place, StructField> {
  const fields = [...file.structs.values()].flat();
  const values = fields.filter(({ type, node }) => serverTypes.has(type) && !/\*\s*\w+\.\w/.test(file.text(node)));
  return new Map(values.map((each) => [`f:${each.name}`, each]));
}
/** `var server http.Server; *server = http.Server{…}`: what is written over is no server of its own. */
function withoutReplaced(sites: readonly ServerSite[]): readonly ServerSite[] {
  const literals = sites.filter(
    ({ node }) => node.type === 'composite_literal' && node.parent?.type !== 'unary_expression',
  );
  if (literals.length === 0) return sites;
  const held = new Set(literals.flatMap(({ places }) => [...places]));
  const isEmpty = ({ node }: ServerSite): boolean => node.type !== 'composite_literal';
  return sites.filter((each) => !isEmpty(each) || ![...each.places].some((place) => held.has(place)));
}
/** The file's only server, started through a field that another file fills: `s.httpServer.ListenAndServe()`. */
function startedThroughField(scope: Scope, flow: Flow, sites: readonly ServerSite[]): readonly ServerSite[] {
  const open = sites.filter((each) => each.listen === undefined);
  const [only] = open;
  if (open.length !== 1 || only === undefined) return sites;
  const claimed = new Set(sites.map((each) => each.listen));
  for (const call of scope.nodes('call_expression')) {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || !httpStarts.has(callee.name) || claimed.has(call)) continue;
    const place = flow.placeOf(callee.receiver);
    if (place === undefined || !serverTypes.has(scope.typeOf(callee.receiver))) continue;
    const places = new Set([...only.places, ...flow.reachedFrom([place])]);
    return sites.map((each) => (each === only ? { ...only, places, listen: call, escapes: false } : each));
  }
  return sites;
}
/** The listener a server is handed to serve on. */
function listenerOf(file: GoFile, listen: SyntaxNode | undefined): SyntaxNode | undefined {
  const callee = listen === undefined ? undefined : file.callee(listen);
  if (listen === undefined || callee?.kind !== 'method' || !callee.name.startsWith('Serve')) return undefined;
  return file.callArguments(listen)[0];
}
/** The argument of `new`, which the grammar reads as an expression. */
function typeArgument(file: GoFile, node: SyntaxNode): string {
  if (node.type !== 'selector_expression') return file.typeText(node);
  const [operand, field] = node.children;
  const imported = operand === undefined ? undefined : file.packageNamed(operand);
  return imported === undefined || field === undefined ? '' : `${imported.base}.${file.text(field)}`;
}

function bareSites(scope: Scope): readonly ServerSite[] {
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    const shape = bareListeners.get(file.calledFunction(call) ?? '');
    if (shape === undefined) return [];
    const args = file.callArguments(call);
    const handler = args[shape.handler];
    const address = args[shape.address];
    return [
      {
        product: shape.product,
        node: call,
        listen: call,
        places: new Set(),
        bare: true,
        escapes: false,
        ...(address === undefined ? {} : { address }),
        ...(handler === undefined || handler.type === 'nil' ? {} : { handler }),
      },
    ];
  });
}
