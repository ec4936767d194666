// Puts a Go file's servers together: where each is made and started, what is set on it, what it answers, how it stops.
import { literal } from '../../model/expression.js';
import type { ServerFact, ShutdownModuleFact } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { readAddress } from './address.js';
import type { Flow } from './flow.js';
import { findRoutes, roleOf, routesOf } from './routes.js';
import { optionCalls, readSettings } from './settings.js';
import { handlerPackages } from './shapes.js';
import { shutdownOf } from './shutdown.js';
import { findHandlers } from './signal-handlers.js';
import { findSites, type ServerSite } from './sites.js';
import type { Values } from './values.js';

export interface FoundServers {
  readonly servers: readonly ServerFact[];
  readonly handlers: readonly ShutdownModuleFact[];
}

export function findServers(values: Values, flow: Flow): FoundServers {
  const { scope } = values;
  const { file } = scope;
  const sites = findSites(scope, flow);
  const routes = findRoutes(scope);
  const handlers = findHandlers(values, flow, sites);
  const servers = sites.map((site): ServerFact => {
    const { port, host } = addressOf(values, site);
    const own = routesOf(scope, site, sites, routes);
    return {
      kind: 'server',
      language: 'go',
      product: site.product,
      with: frameworksOf(values, site),
      at: file.at(site.node),
      ...(site.listen === undefined ? {} : { listenAt: file.at(site.listen) }),
      role: roleOf(scope, site, sites, own, port),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      settings: readSettings(values, flow, site),
      traits: traitsOf(values, site),
      shutdown: shutdownOf(values, flow, site, sites, handlers),
      routes: own.map(({ method, path, at }) => (method === undefined ? { path, at } : { method, path, at })),
      entry: `${file.directory === '' ? '.' : file.directory}#${file.packageName}`,
    };
  });
  return { servers, handlers: handlersForOthers(values, sites, servers, handlers) };
}

/** Handlers that stop no traffic server of this file: whoever has that server will look for them. */
function handlersForOthers(
  values: Values,
  sites: readonly ServerSite[],
  servers: readonly ServerFact[],
  handlers: ReturnType<typeof findHandlers>,
): readonly ShutdownModuleFact[] {
  const { file } = values.scope;
  const traffic = sites.filter((_, index) => servers[index]?.role === 'main');
  return handlers
    .filter((handler) => !traffic.some((site) => handler.steps.some((step) => step.site === site)))
    .map(
      (handler): ShutdownModuleFact => ({
        kind: 'shutdown-module',
        at: file.at(handler.node),
        ...(handler.within === '' ? {} : { exportedAs: handler.within }),
        handlers: [
          {
            signals: handler.signals,
            at: file.at(handler.node),
            ...(handler.helper === undefined ? {} : { helper: handler.helper }),
            steps: handler.steps
              .filter((step) => step.site === undefined || !sites.includes(step.site))
              .map((step) => step.step),
          },
        ],
      }),
    );
}

function addressOf(values: Values, site: ServerSite): ReturnType<typeof readAddress> {
  const option = site.framework?.addressOption;
  if (option === undefined) return readAddress(values, site.address);
  const call = optionCalls(values, site.node).find((each) => each.name === option)?.call;
  return call === undefined ? {} : readAddress(values, values.scope.file.callArguments(call)[0]);
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

function traitsOf(values: Values, site: ServerSite): ServerFact['traits'] {
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
  for (const call of values.scope.nodes('call_expression')) {
    const called = file.calledFunction(call);
    if (called === 'golang.org/x/net/http2/h2c.NewHandler') traits.push(yes('h2c', call));
    const [, limit] = file.callArguments(call);
    if (called === 'net/http.TimeoutHandler' && limit !== undefined) {
      traits.push({ name: 'timeoutHandler', value: values.readLength(limit), at: file.at(call) });
    }
  }
  return traits;
}
