// Answers whether a Go program stays alive until Shutdown has returned. ListenAndServe returns as soon as Shutdown STARTS.
import { factRows } from '../../../knowledge/lookup.js';
import type { ProgramEnd, ShutdownFact } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { ServerSite } from '../servers/site.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { fatalReceiver, staysHere, toldByServing } from './end-of-serving.js';
import { fatalAfter, fatalInCallers, handsErrorOn } from './fatal-serving.js';
import { heardAt, toldBy } from './hearing.js';
import { qualifiedName, runsAfter, threadOf } from './order.js';
import { blocksForever, waitsBeyond } from './waits-beyond.js';

export interface MainWaits {
  readonly waits: 'yes' | 'no' | 'unknown';
  readonly at?: Location;
  readonly endedBy?: ProgramEnd;
  readonly in?: string;
}

export function mainWaits(
  values: Values,
  flow: Flow,
  site: ServerSite,
  close: SyntaxNode,
  signalled: ReadonlySet<Place>,
): MainWaits {
  const { scope } = values;
  const { file } = scope;
  const thread = threadOf(scope, close);
  const trap = trapOf(values, flow, site);
  if (trap !== undefined) return { waits: 'no', at: file.at(trap), endedBy: 'fatal' };
  switch (thread.kind) {
    case 'main':
    case 'group':
      return { waits: 'yes', at: file.at(close) };
    case 'unknown':
      return flowsOn(values, site, close)
        ? { waits: 'yes', at: file.at(close), in: qualifiedName(scope, thread.owner) }
        : { waits: 'unknown' };
    case 'goroutine':
      break;
  }
  if (!returnsEarly(site))
    return site.listen === undefined ? { waits: 'unknown' } : { waits: 'yes', at: file.at(site.listen) };
  return goroutineWaited(values, flow, site, thread, signalled);
}
/** grpc-go, and libraries that stop themselves: Serve itself returns only after GracefulStop is done. */
const returnsEarly = (site: ServerSite): boolean => site.framework?.product !== 'go-grpc' && site.helper === undefined;
function trapOf(values: Values, flow: Flow, { listen, ...site }: ServerSite): SyntaxNode | undefined {
  if (listen === undefined || !returnsEarly(site)) return undefined;
  const givesNil = endsWithNil(site.product);
  const own = fatalAfter(values, listen, givesNil);
  return own ?? (givesNil ? undefined : (fatalInCallers(values, listen) ?? fatalReceiver(values, flow, listen)));
}
/** What becomes of the error that serving gives once a shutdown has begun, wherever that begins. */
export function errorOfServing(
  values: Values,
  flow: Flow,
  site: ServerSite,
): Pick<ShutdownFact, 'fatalAt' | 'handsError'> {
  const { listen } = site;
  if (listen === undefined || !returnsEarly(site)) return {};
  const trap = trapOf(values, flow, site);
  if (trap !== undefined) return { fatalAt: values.scope.file.at(trap) };
  const owner = enclosingFunction(listen);
  return owner === undefined || endsWithNil(site.product) || !handsErrorOn(values, listen)
    ? {}
    : { handsError: qualifiedName(values.scope, owner) };
}

/** The function of this file that others call, which comes back when serving ends and waits for nothing else. */
export function endsWithServing(values: Values, flow: Flow, site: ServerSite): Pick<ShutdownFact, 'endsWithServing'> {
  const { scope } = values;
  const { listen } = site;
  if (listen === undefined || !returnsEarly(site) || site.framework?.handlesSignals === true) return {};
  const serving = threadOf(scope, listen);
  const from = serving.kind === 'goroutine' ? serving.by : listen;
  const thread = threadOf(scope, from);
  if (thread.kind !== 'unknown') return {};
  const expected = serving.kind === 'goroutine' ? toldByServing(values, flow, listen) : new Set<Place>();
  if (serving.kind === 'goroutine' && expected.size === 0) return {};
  const waits = runsAfter(scope, from).some((each) => waitsBeyond(values, flow, expected, each));
  return waits ? {} : { endsWithServing: qualifiedName(scope, thread.owner) };
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

/** Shutdown runs in a goroutine: does it tell anybody when it is done, and does the main flow listen? */
function goroutineWaited(
  values: Values,
  flow: Flow,
  site: ServerSite,
  { body, by }: { readonly body: SyntaxNode; readonly by: SyntaxNode },
  signalled: ReadonlySet<Place>,
): MainWaits {
  const { scope } = values;
  const { file } = scope;
  const told = toldBy(values, flow, body);
  const heard = heardAt(values, flow, body, told);
  if (heard !== undefined) return { waits: 'yes', at: file.at(heard) };
  const { listen } = site;
  if (listen === undefined) return { waits: 'unknown' };
  const serving = threadOf(scope, listen);
  // What starts the shutdown stands in the goroutine that serves: what follows is what follows there.
  const together = enclosingFunction(by) === enclosingFunction(listen);
  const beside = serving.kind === 'goroutine' || (serving.kind === 'group' && !together);
  const isUnheard = told.size === 0 || staysHere(values, flow, told);
  const from = !beside ? listen : serving.kind === 'goroutine' && together ? serving.by : by;
  const after = runsAfter(scope, from);
  if (after.some((each) => blocksForever(values, each))) return { waits: 'yes', at: file.at(listen) };
  // What the end of serving gives comes with the signal, too.
  const expected = beside ? new Set([...signalled, ...toldByServing(values, flow, listen)]) : signalled;
  if (!isUnheard || after.some((each) => waitsBeyond(values, flow, expected, each))) return { waits: 'unknown' };
  return { waits: 'no', at: file.at(from), endedBy: beside ? 'beside' : 'serving', ...within(scope, from) };
}
/** The function that another file calls. */
function within(scope: Scope, node: SyntaxNode): Pick<MainWaits, 'in'> {
  const thread = threadOf(scope, node);
  return thread.kind === 'unknown' ? { in: qualifiedName(scope, thread.owner) } : {};
}
