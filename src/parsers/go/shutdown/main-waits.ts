// Answers whether a Go program stays alive until Shutdown has returned. ListenAndServe returns as soon as Shutdown STARTS.
import { factRows } from '../../../knowledge/lookup.js';
import type { Location } from '../../../model/location.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { ServerSite } from '../servers/site.js';
import { enclosingFunction, type Flow } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { heardAt, toldBy } from './hearing.js';
import { isFunction, runsAfter, threadOf } from './order.js';
import { isExit } from './shutdown-calls.js';

export interface MainWaits {
  readonly waits: 'yes' | 'no' | 'unknown';
  readonly at?: Location;
}

export function mainWaits(values: Values, flow: Flow, site: ServerSite, close: SyntaxNode): MainWaits {
  const { scope } = values;
  const { file } = scope;
  const thread = threadOf(scope, close);
  // grpc-go: Serve itself returns only after GracefulStop is done.
  const listenReturnsEarly = site.framework?.product !== 'go-grpc';
  const trap =
    listenReturnsEarly && site.listen !== undefined
      ? exitWithoutCheck(values, site.listen, endsWithNil(site.product))
      : undefined;
  if (trap !== undefined && thread.kind !== 'group') return { waits: 'no', at: file.at(trap) };
  switch (thread.kind) {
    case 'main':
    case 'group':
      return { waits: 'yes', at: file.at(close) };
    case 'unknown':
      return flowsOn(values, site, close) ? { waits: 'yes', at: file.at(close) } : { waits: 'unknown' };
    case 'goroutine':
      break;
  }
  if (!listenReturnsEarly)
    return site.listen === undefined ? { waits: 'unknown' } : { waits: 'yes', at: file.at(site.listen) };
  return goroutineWaited(values, flow, site, thread.body);
}

/** Shutdown stands in the flow of the function that started the server in a goroutine: whoever calls it waits with it. */
function flowsOn(values: Values, site: ServerSite, close: SyntaxNode): boolean {
  if (site.listen === undefined) return false;
  return threadOf(values.scope, site.listen).kind === 'goroutine' && !isDetached(values, close);
}
function isDetached(values: Values, node: SyntaxNode): boolean {
  return threadOf(values.scope, node).kind === 'goroutine';
}

/** A shutdown is no error for the one that serves. */
const endsWithNil = (product: string): boolean =>
  factRows(product, 'serve-returns-nil').some((row) => row.value === true);

/** `log.Fatal(srv.ListenAndServe())`, or an error check that never mentions ErrServerClosed and ends the process. */
function exitWithoutCheck(values: Values, listen: SyntaxNode, givesNil: boolean): SyntaxNode | undefined {
  const { file } = values.scope;
  const around = listen.parent?.type === 'argument_list' ? listen.parent.parent : undefined;
  if (around !== undefined) return isExit(values, around) ? around : undefined;
  if (givesNil) return undefined;
  for (let node = listen.parent; node !== undefined && !isFunction(node); node = node.parent) {
    if (node.type === 'if_statement') return isInside(listen, headOf(node)) ? exitIn(values, node) : undefined;
    if (node.type !== 'short_var_declaration' && node.type !== 'assignment_statement') continue;
    const next = nextStatement(node);
    if (node.parent?.type === 'if_statement') continue;
    return next?.type === 'if_statement' && /!= *nil/.test(file.slice(headOf(next).start, headOf(next).end))
      ? exitIn(values, next)
      : undefined;
  }
  return undefined;
}
function exitIn(values: Values, statement: SyntaxNode): SyntaxNode | undefined {
  if (/ErrServerClosed|ErrAbortHandler/.test(values.scope.file.text(statement))) return undefined;
  const block = statement.children.find((each) => each.type === 'block');
  return block === undefined ? undefined : firstExit(values, block);
}
function firstExit(values: Values, node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'call_expression' && isExit(values, node)) return node;
  if (node.type === 'func_literal') return undefined;
  for (const child of node.children) {
    const found = firstExit(values, child);
    if (found !== undefined) return found;
  }
  return undefined;
}
/** Initialiser and condition of an `if`. */
function headOf(statement: SyntaxNode): { readonly start: number; readonly end: number } {
  const block = statement.children.find((each) => each.type === 'block');
  return { start: statement.start, end: block?.start ?? statement.end };
}
function nextStatement(node: SyntaxNode): SyntaxNode | undefined {
  const list = node.parent?.children ?? [];
  return list[list.indexOf(node) + 1];
}

/** Shutdown runs in a goroutine: does it tell anybody when it is done, and does the main flow listen? */
function goroutineWaited(values: Values, flow: Flow, site: ServerSite, body: SyntaxNode): MainWaits {
  const { scope } = values;
  const { file } = scope;
  const told = toldBy(values, flow, body);
  const heard = heardAt(values, flow, body, told);
  if (heard !== undefined) return { waits: 'yes', at: file.at(heard) };
  const { listen } = site;
  if (listen === undefined) return { waits: 'unknown' };
  const after = threadOf(scope, listen).kind === 'goroutine' ? [] : runsAfter(scope, listen);
  if (after.some((each) => blocksForever(values, each))) return { waits: 'yes', at: file.at(listen) };
  if (told.size > 0) return { waits: 'unknown' };
  if (after.some((each) => /\btime\.Sleep\(|\.Wait\(/.test(file.text(each)))) return { waits: 'unknown' };
  return { waits: 'no', at: file.at(listen) };
}
/** `select {}`. */
function blocksForever(values: Values, node: SyntaxNode): boolean {
  return (
    node.type === 'select_statement' &&
    node.children.length === 0 &&
    enclosingFunction(node) !== undefined &&
    values.scope.file.text(node).startsWith('select')
  );
}
