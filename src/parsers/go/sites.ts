// Finds the spots where a Go file makes or starts a server, and every name that holds it afterwards.
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { type GoFile, skipParentheses } from './file.js';
import { enclosingFunction, type Flow, keyedElements, type Place } from './flow.js';
import type { Scope } from './scope.js';
import {
  bareListeners,
  type FrameworkShape,
  frameworks,
  httpStarts,
  type SettingFields,
  serverTypes,
  startHelpers,
} from './shapes.js';

export interface ServerSite {
  readonly product: string;
  readonly node: SyntaxNode;
  /** Fields a person may assign later. */
  readonly fields: SettingFields;
  readonly framework?: FrameworkShape;
  /** The framework's major version. */
  readonly major?: number;
  readonly places: ReadonlySet<Place>;
  readonly listen?: SyntaxNode;
  readonly address?: SyntaxNode;
  readonly handler?: SyntaxNode;
  /** Made and started by one call that returns no server. */
  readonly bare: boolean;
  /** Started where this file does not show. */
  readonly escapes: boolean;
}

export function findSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const sites = [...structSites(scope, flow), ...frameworkSites(scope, flow), ...bareSites(scope)];
  return sites.sort((a, b) => a.node.start - b.node.start);
}

/** `&http.Server{…}`, `new(http.Server)`, `var s http.Server`. */
function structSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  const found: ServerSite[] = [];
  const add = (type: string, node: SyntaxNode, start: Place | undefined): void => {
    const shape = serverTypes.get(type);
    if (shape === undefined || start === undefined) return;
    const places = flow.reachedFrom([start]);
    const elements = new Map(keyedElements(scope, node).map((each) => [each.name, each.value]));
    const listen = startOf(scope, flow, places, httpStarts);
    const [address, handler] = [
      elements.get('Addr') ?? assignedField(scope, flow, places, 'Addr'),
      elements.get('Handler') ?? assignedField(scope, flow, places, 'Handler'),
    ];
    found.push({
      ...shape,
      node,
      places,
      bare: false,
      escapes: listen === undefined,
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
  return found;
}
/** The argument of `new`, which the grammar reads as an expression. */
function typeArgument(file: GoFile, node: SyntaxNode): string {
  if (node.type !== 'selector_expression') return file.typeText(node);
  const [operand, field] = node.children;
  const imported = operand === undefined ? undefined : file.packageNamed(operand);
  return imported === undefined || field === undefined ? '' : `${imported.base}.${file.text(field)}`;
}

function frameworkSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  const used = frameworks.filter((shape) =>
    [...file.imports.values()].some(
      (each) =>
        shape.type?.startsWith(`${each.base}.`) || shape.constructors.some((name) => name.startsWith(`${each.base}.`)),
    ),
  );
  return used.flatMap((shape): ServerSite[] => {
    const imported = [...file.imports.values()].find((each) =>
      shape.constructors.some((name) => name.startsWith(`${each.base}.`)),
    );
    const base = { product: shape.product, fields: {}, framework: shape, major: imported?.major ?? 1, bare: false };
    const made = scope
      .nodes('call_expression')
      .filter((call) => shape.constructors.includes(file.calledFunction(call) ?? ''));
    const claimed = new Set<SyntaxNode>();
    const own = made.flatMap((call): ServerSite[] => {
      const places = flow.reachedFrom([`s:${call.start}:0`]);
      const listen = startOf(scope, flow, places, new Set(shape.starts), claimed);
      if (listen !== undefined) claimed.add(listen);
      if (listen === undefined && (shape.onlyWhenStarted === true || isHandlerElsewhere(scope, flow, places)))
        return [];
      const address = listen === undefined ? undefined : file.callArguments(listen)[0];
      return [
        {
          ...base,
          node: call,
          places,
          escapes: listen === undefined,
          ...(listen === undefined ? {} : { listen }),
          ...(address === undefined ? {} : { address }),
        },
      ];
    });
    return [...own, ...startedElsewhereMade(scope, flow, shape, base, claimed)];
  });
}
/** `e.Start(…)` where `e` came in as a parameter or field of the framework's type. */
function startedElsewhereMade(
  scope: Scope,
  flow: Flow,
  shape: FrameworkShape,
  base: Pick<ServerSite, 'product' | 'fields' | 'framework' | 'major' | 'bare'>,
  claimed: ReadonlySet<SyntaxNode>,
): readonly ServerSite[] {
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    const callee = file.callee(call);
    if (claimed.has(call) || callee.kind !== 'method' || !shape.starts.includes(callee.name)) return [];
    if (scope.typeOf(callee.receiver) !== shape.type) return [];
    const place = flow.placeOf(callee.receiver);
    const [address] = file.callArguments(call);
    return [
      {
        ...base,
        node: call,
        listen: call,
        places: new Set(place === undefined ? [] : [place]),
        escapes: false,
        ...(address === undefined ? {} : { address }),
      },
    ];
  });
}

function bareSites(scope: Scope): readonly ServerSite[] {
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    const shape = bareListeners.get(file.calledFunction(call) ?? '');
    if (shape === undefined) return [];
    const args = file.callArguments(call);
    const handler = args[shape.handler];
    const address = shape.address === undefined ? undefined : args[shape.address];
    return [
      {
        product: shape.product,
        node: call,
        listen: call,
        fields: {},
        places: new Set(),
        bare: true,
        escapes: false,
        ...(address === undefined ? {} : { address }),
        ...(handler === undefined || handler.type === 'nil' ? {} : { handler }),
      },
    ];
  });
}

/** The receiver is the server itself, or a struct of this file that embeds one. */
export function holdsServer(scope: Scope, flow: Flow, node: SyntaxNode, places: ReadonlySet<Place>): boolean {
  const place = flow.placeOf(node);
  if (place !== undefined && places.has(place)) return true;
  const fields = scope.file.structs.get(scope.typeOf(node).replace(/^\./, '')) ?? [];
  return fields.some((each) => each.embedded && places.has(`f:${each.name}`));
}
function startOf(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  starts: ReadonlySet<string>,
  claimed?: ReadonlySet<SyntaxNode>,
): SyntaxNode | undefined {
  const { file } = scope;
  return scope.nodes('call_expression').find((call) => {
    if (claimed?.has(call) === true) return false;
    const callee = file.callee(call);
    if (callee.kind === 'method' && starts.has(callee.name)) return holdsServer(scope, flow, callee.receiver, places);
    const helper =
      (callee.kind === 'method' && callee.name === 'StartServer') || startHelpers.has(file.calledFunction(call) ?? '');
    return helper && file.callArguments(call).some((each) => holdsServer(scope, flow, each, places));
  });
}
function isHandlerElsewhere(scope: Scope, flow: Flow, places: ReadonlySet<Place>): boolean {
  const given = scope
    .nodes('composite_literal')
    .flatMap((each) => keyedElements(scope, each).filter((element) => element.name === 'Handler'));
  const args = scope.nodes('call_expression').flatMap((call) => {
    const called = scope.file.calledFunction(call) ?? '';
    return bareListeners.has(called) || called.startsWith('net/http/httptest.') ? scope.file.callArguments(call) : [];
  });
  return [...given.map((each) => each.value), ...args].some((node) => {
    const place = flow.placeOf(node);
    return place !== undefined && places.has(place);
  });
}
/** The value last assigned to `server.<field>` through any of its names. */
export function assignedField(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  name: string,
): SyntaxNode | undefined {
  return assignmentsTo(scope, flow, places).findLast((each) => each.name === name)?.value;
}
export interface FieldAssignment {
  readonly name: string;
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}
export function assignmentsTo(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  through: readonly string[] = [],
): readonly FieldAssignment[] {
  return scope.nodes('assignment_statement').flatMap((statement) => {
    const [left, right] = statement.children;
    return (left?.children ?? []).flatMap((target, index): FieldAssignment[] => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = right?.children[index];
      if (operand === undefined || field === undefined || value === undefined) return [];
      const object = through.length === 0 ? operand : innerObject(scope, operand, through);
      if (object === undefined || !holdsServer(scope, flow, object, places)) return [];
      return [{ name: scope.file.text(field), key: target, value }];
    });
  });
}
/** `e` of `e.Server`. */
function innerObject(scope: Scope, node: SyntaxNode, through: readonly string[]): SyntaxNode | undefined {
  const inner = skipParentheses(node);
  const [operand, field] = inner?.type === 'selector_expression' ? inner.children : [];
  return field !== undefined && through.includes(scope.file.text(field)) ? operand : undefined;
}
/** Name of the function a node stands in; empty at the top level. */
export function functionNameOf(scope: Scope, node: SyntaxNode): string {
  for (let owner = enclosingFunction(node); owner !== undefined; owner = enclosingFunction(owner)) {
    const found = scope.file.functions.find((each) => each.node === owner);
    if (found !== undefined) return found.name;
  }
  return '';
}

const orderlyStops: readonly string[] = ['Shutdown', 'ShutdownWithContext'];
/** Whether a call stops this server, and how. */
export function siteStoppedBy(
  scope: Scope,
  flow: Flow,
  site: ServerSite,
  call: SyntaxNode,
): 'in-order' | 'abruptly' | undefined {
  const callee = scope.file.callee(call);
  if (callee.kind !== 'method') return undefined;
  const orderly = site.framework?.stops ?? orderlyStops;
  const how = orderly.includes(callee.name)
    ? 'in-order'
    : callee.name === 'Close' || callee.name === 'Stop'
      ? 'abruptly'
      : undefined;
  if (how === undefined) return undefined;
  const inner =
    site.framework?.inner === undefined ? undefined : innerObject(scope, callee.receiver, site.framework.inner);
  return holdsServer(scope, flow, inner ?? callee.receiver, site.places) ? how : undefined;
}
