// Puts a Go file's servers together: where each is made and started, what is set on it, what it answers, how it stops.
import { literal } from '../../model/expression.js';
import type { ServeCallFact, ServerFact, ShutdownModuleFact } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { readAddress } from './servers/address.js';
import { addressInFile } from './servers/config-file.js';
import { isConditional } from './servers/field-sources.js';
import { swaggerAddress } from './servers/go-swagger.js';
import { isPlaintext, withH2cIdle } from './servers/h2c.js';
import { handedOut } from './servers/handed-out.js';
import { optionHolders, orOption } from './servers/option-functions.js';
import { findRoutes, roleOf, routesOf } from './servers/routes.js';
import { optionCalls, readSettings } from './servers/settings.js';
import { holdsServer, ownStarts, type ServerSite } from './servers/site.js';
import { findSites } from './servers/sites.js';
import { isUncalled, startedIn } from './servers/uncalled.js';
import { handlerPackages } from './shapes.js';
import { commandLeadingTo } from './shutdown/commands.js';
import { publishShutdown } from './shutdown/published.js';
import { findServeCalls } from './shutdown/serve-calls.js';
import { shutdownOf } from './shutdown/shutdown.js';
import { findHandlers } from './shutdown/signal-handlers.js';
import { enclosingFunction, type Flow } from './values/flow.js';
import type { Values } from './values/values.js';

export interface FoundServers {
  readonly servers: readonly ServerFact[];
  readonly handlers: readonly ShutdownModuleFact[];
  readonly serveCalls: readonly ServeCallFact[];
}

export function findServers(values: Values, flow: Flow): FoundServers {
  const { scope } = values;
  const { file } = scope;
  const sites = findSites(scope, flow);
  const routes = findRoutes(scope);
  const handlers = findHandlers(values, flow, sites);
  const servers = sites.map((site): ServerFact => {
    const { port, host } = addressOf(values, flow, site);
    const own = routesOf(scope, site, sites, routes);
    const role = roleOf(scope, site, sites, own, port);
    const handed = handedOut(scope, site);
    const command = commandLeadingTo(values, site.listen ?? site.node);
    const starter = startedIn(scope, site.listen ?? site.node);
    return {
      kind: 'server',
      language: 'go',
      product: site.product,
      with: role === 'side' ? [] : frameworksOf(values, site),
      at: file.at(site.node),
      ...(site.listen === undefined ? {} : { listenAt: file.at(site.listen) }),
      role,
      ...(handed === undefined ? {} : { handedOut: handed }),
      ...(site.takenFrom === undefined ? {} : { takenFrom: site.takenFrom }),
      ...(isUncalled(scope, site.listen ?? site.node) ? { uncalled: true as const } : {}),
      ...(command === undefined ? {} : { command }),
      ...(starter === undefined ? {} : { startedIn: starter }),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(site.product === 'go-swagger' ? { listensByDefault: true as const } : {}),
      settings:
        role === 'side' ? readSettings(values, flow, site) : withH2cIdle(values, readSettings(values, flow, site)),
      traits: traitsOf(values, flow, site, role),
      shutdown: shutdownOf(values, flow, site, handlers),
      routes: own.flatMap(({ method, path, at }) =>
        path === undefined ? [] : [method === undefined ? { path, at } : { method, path, at }],
      ),
      entry: `${file.directory === '' ? '.' : file.directory}#${file.packageName}`,
    };
  });
  const signalled = new Set(handlers.flatMap((each) => [...(each.events ?? [])]));
  return {
    servers,
    handlers: publishShutdown(values, flow, sites, handlers),
    serveCalls: findServeCalls(values, flow, signalled, ownStarts(sites)),
  };
}

function addressOf(values: Values, flow: Flow, site: ServerSite): ReturnType<typeof readAddress> {
  if (site.product === 'go-swagger') return swaggerAddress(values, flow, site);
  const option = site.framework?.addressOption;
  if (option === undefined) {
    const { port, host } = withOptions(values, site, readAddress(values, site.address));
    const configured = addressInFile(values, site, 'Port', port);
    return { ...(host === undefined ? {} : { host }), ...(configured === undefined ? {} : { port: configured }) };
  }
  const call = optionCalls(values, site.node).find((each) => each.name === option)?.call;
  return call === undefined ? {} : readAddress(values, values.scope.file.callArguments(call)[0]);
}

function withOptions(values: Values, site: ServerSite, address: ReturnType<typeof readAddress>): typeof address {
  const holders = optionHolders(values, site);
  return address.port === undefined || holders.length === 0
    ? address
    : { ...address, port: orOption(holders, 'Addr', address.port) };
}

/** The framework whose handler an http.Server carries. */
function frameworksOf(values: Values, site: ServerSite): ServerFact['with'] {
  const { scope } = values;
  const node = site.handler;
  if (node === undefined || site.framework !== undefined) return [];
  const type = scope.typeOf(node);
  const direct = handlerPackages.get(type.slice(0, type.lastIndexOf('.')));
  if (direct !== undefined) return [{ product: direct, at: scope.file.at(node) }];
  if (type !== '' && type !== 'net/http.Handler') return [];
  const imported = [...scope.file.imports.values()].flatMap((each) => handlerPackages.get(each.base) ?? []);
  const [only] = imported;
  return imported.length === 1 && only !== undefined ? [{ product: only, at: scope.file.at(node) }] : [];
}

function traitsOf(values: Values, flow: Flow, site: ServerSite, role: ServerFact['role']): ServerFact['traits'] {
  const { file } = values.scope;
  const yes = (name: string, node: SyntaxNode): ServerFact['traits'][number] => ({
    name,
    value: literal(true, file.at(node)),
    at: file.at(node),
  });
  const traits: ServerFact['traits'][number][] = [];
  if (file.packageName === 'main') traits.push(yes('packageMain', site.node));
  if (site.bare || site.framework?.noShutdown === true) traits.push(yes('noShutdownHandle', site.listen ?? site.node));
  if (site.major !== undefined) {
    traits.push({ name: 'frameworkMajor', value: literal(site.major, file.at(site.node)), at: file.at(site.node) });
  }
  if (role === 'side') return traits;
  const ending = endsConnections(values, flow, site);
  if (ending !== undefined) traits.push(yes('endsConnections', ending));
  if (isPlaintext(values, site)) traits.push(yes('plaintext', site.listen ?? site.node));
  for (const call of values.scope.callsOf('golang.org/x/net/http2/h2c.NewHandler')) traits.push(yes('h2c', call));
  return traits;
}
/** `server.SetKeepAlivesEnabled(false)` on the way to its start; what stops a server says so too. */
function endsConnections({ scope }: Values, flow: Flow, site: ServerSite): SyntaxNode | undefined {
  return scope.methodCalls('SetKeepAlivesEnabled').find((call) => {
    const callee = scope.file.callee(call);
    const [enabled] = scope.file.callArguments(call);
    return (
      callee.kind === 'method' &&
      enabled !== undefined &&
      scope.file.text(enabled) === 'false' &&
      site.listen !== undefined &&
      call.start < site.listen.start &&
      enclosingFunction(call) === enclosingFunction(site.node) &&
      !isConditional(call) &&
      holdsServer(scope, flow, callee.receiver, site.places)
    );
  });
}
