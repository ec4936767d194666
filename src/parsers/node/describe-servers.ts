// Puts together what a file says about each of its servers.
import type { Expression } from '../../model/expression.js';
import type { ModulePath, ServerFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { argumentsOf, is, isCall, methodCall, type Node } from './ast.js';
import { everyCloseHeader } from './close-header.js';
import type { SourceFile } from './file.js';
import { frameworksAbove, wrappers } from './frameworks.js';
import { readAddress } from './servers/address.js';
import { type Answers, readAnswers } from './servers/answers.js';
import { nestOnFastify, readFastifyAdapter } from './servers/fastify-adapter.js';
import type { FoundServer } from './servers/find-servers.js';
import { readServerSettings } from './servers/server-settings.js';
import { shutdownOf } from './shutdown/shutdown.js';
import type { FoundHandlers } from './shutdown/signals.js';
import { clusterFork } from './shutdown/workers.js';
import { createReach } from './values/exports.js';
import { dotted, referenceOf, withoutNodePrefix } from './values/references.js';
import { joinedSockets, takesOnlyUpgrades } from './web-sockets.js';

type With = ServerFact['with'][number];

export function describeServers(
  file: SourceFile,
  servers: readonly FoundServer[],
  handlers: FoundHandlers,
): ServerFact[] {
  if (servers.length === 0) return [];
  const answers = readAnswers(file);
  const reach = createReach(file);
  const drafts = servers.map((server) => describe(file, server, servers, answers, handlers, reach));
  const isMain = ({ fact, looksAside, onlyHealth }: Draft): boolean =>
    fact.role === 'main' && !looksAside && !onlyHealth;
  return drafts.map((draft) => {
    const besideMain = drafts.some((other) => other !== draft && isMain(other));
    const { fact, looksAside, onlyHealth, refusesOthers } = draft;
    // Alone in its file a server is at the side only when both its name and its routes say so, or it answers nothing else.
    const aside = (looksAside && (besideMain || onlyHealth)) || (onlyHealth && (besideMain || refusesOthers));
    return aside ? { ...fact, role: 'side' } : fact;
  });
}

interface Draft {
  readonly fact: ServerFact;
  readonly looksAside: boolean;
  readonly onlyHealth: boolean;
  readonly refusesOthers: boolean;
}

function describe(
  file: SourceFile,
  server: FoundServer,
  all: readonly FoundServer[],
  answers: Answers,
  handlers: FoundHandlers,
  reach: ReturnType<typeof createReach>,
): Draft {
  const { source } = file;
  const { framework, node } = server;
  const isOnly = all.filter((other) => other.plugin !== true).length === 1;
  const written = readServerSettings(file, server, isOnly);
  const onFastify = readFastifyAdapter(file, server, written);
  const roots = rootsOf(file, server);
  const above = [
    ...productsAbove(file, server, onFastify),
    ...joinedSockets(file, server, isOnly, written),
    ...helpersOf(file, server, handlers),
  ];
  const { port, host } = readAddress(file, server);
  const things = [server.thing, ...[...roots].flatMap((root) => file.things.facesOf(root).map(({ thing }) => thing))];
  const answeredBy = foreignHandler(file, server);
  const { routes, onlyRoutes } = answers.of(
    things,
    answeredBy ?? (server.from?.is === 'import' ? server.from.path : undefined),
  );
  const reached = reach(node);
  const [start] = server.starts;
  if (handlers.rejecting.length > 0) {
    const [first] = handlers.rejecting;
    if (first !== undefined)
      written.traits.push({ name: 'rejectsWhileDraining', value: truth(file, first), at: source.at(first) });
  }
  const ending = everyCloseHeader(file, node, roots);
  if (ending !== undefined)
    written.traits.push({ name: 'endsConnections', value: truth(file, ending), at: source.at(ending) });
  const upgrades = takesOnlyUpgrades(file, server);
  if (upgrades !== undefined)
    written.traits.push({ name: 'onlyUpgrades', value: truth(file, upgrades), at: source.at(upgrades) });
  const clustered = clusterFork(file);
  if (clustered !== undefined)
    written.traits.push({ name: 'cluster', value: truth(file, clustered), at: source.at(clustered) });
  if (server.perhaps) written.traits.push({ name: 'exportedOnly', value: truth(file, node), at: source.at(node) });
  if (server.plugin) written.traits.push({ name: 'plugin', value: truth(file, node), at: source.at(node) });
  const isLibrary = server.plugin === true || server.perhaps === true || !reached.runs;
  const fact: ServerFact = {
    kind: 'server',
    language: framework.language ?? 'node',
    product: onFastify ? nestOnFastify : framework.product,
    with: uniqueProducts(above, framework.product),
    at: source.at(node),
    ...(start && { listenAt: source.at(start) }),
    role: isLibrary ? 'library' : 'main',
    ...(port && { port }),
    ...(host && { host }),
    settings: written.settings,
    traits: written.traits,
    shutdown: shutdownOf(file, server, handlers, reach, isLibrary),
    routes,
    ...(onlyRoutes && { onlyRoutes }),
    ...(answeredBy && { answeredBy }),
    entry: source.path,
    ...(server.from && { from: server.from }),
    ...(server.startedBy !== undefined && { startedBy: server.startedBy }),
  };
  const open = [...roots].some((root) => answers.open.has(root));
  const onlyHealth =
    routes.length > 0 &&
    !open &&
    server.from === undefined &&
    routes.every(({ path }) => healthPath.test(path)) &&
    answeredBy === undefined;
  // A handler that compares the URL and says 404 to the rest.
  const refusesOthers =
    framework.form === 'server' && source.nodes.some((each) => is(each, 'Literal') && each.value === 404);
  return { fact, looksAside: looksAside(file, server, port), onlyHealth, refusesOthers };
}

const truth = (file: SourceFile, node: Node): Expression => ({
  kind: 'literal',
  value: true,
  at: file.source.at(node),
});

const healthPath =
  /^\/(api\/)?(-\/)?(metrics|health|healthz|healthcheck|health-check|livez|readyz|live|ready|liveness|readiness|alive|status|startup|ping|prometheus|stats)(\/|z?$)/i;
const sideName = /metrics|health|probe|admin|prom(etheus)?|pprof|diagnos|monitor|debug/i;

/** Names that say "not for users": the port's, the variable's, the file's. */
function looksAside(file: SourceFile, server: FoundServer, port: Expression | undefined): boolean {
  const parent = file.source.parent(server.node);
  const name = is(parent, 'VariableDeclarator')
    ? file.source.textOf(parent.id)
    : is(parent, 'AssignmentExpression')
      ? file.source.textOf(parent.left)
      : '';
  const object = isCall(server.node) ? methodCall(server.node)?.object : undefined;
  const receiver = object === undefined ? '' : file.source.textOf(object);
  const fileName = baseNameOf(file.source.path);
  return [name, receiver, namesIn(port), fileName].some((text) => sideName.test(text));
}
function namesIn(expression: Expression | undefined): string {
  if (expression === undefined) return '';
  if (expression.kind === 'env' || expression.kind === 'name') return expression.name;
  if (expression.kind === 'fallback' || expression.kind === 'either') return expression.options.map(namesIn).join(' ');
  return expression.kind === 'convert' ? namesIn(expression.operand) : '';
}

/** `createServer(handler)` with a handler of another module: its routes are not seen here. */
function foreignHandler(file: SourceFile, server: FoundServer): ModulePath | undefined {
  if (!isCall(server.node) || server.framework.form !== 'server') return undefined;
  return argumentsOf(server.node)
    .filter((argument) => !is(argument, 'ObjectExpression') && file.things.facesOf(argument).length === 0)
    .map((argument) => file.things.importedOf(argument))
    .find((path) => path !== undefined);
}

/** The server, what holds it and the applications it runs. */
function rootsOf(file: SourceFile, server: FoundServer): ReadonlySet<Node> {
  const roots = new Set<Node>([server.node, ...server.under.map((thing) => thing.node)]);
  if (!isCall(server.node)) return roots;
  const started = methodCall(server.node)?.object;
  const given = [...argumentsOf(server.node), ...(started === undefined ? [] : [started])];
  for (const node of given) for (const { thing } of file.things.facesOf(handlerOf(node))) roots.add(thing.node);
  return roots;
}

/** `createServer(app.callback())`, `serve({ fetch: app.fetch })`: the application behind its handler. */
function handlerOf(node: Node): Node {
  const called = methodCall(node);
  if (called !== undefined && ['callback', 'handler', 'toNodeListener'].includes(called.method)) return called.object;
  return node;
}

function productsAbove(file: SourceFile, server: FoundServer, onFastify: boolean): With[] {
  const { source } = file;
  const found: With[] = server.under.map((thing) => ({ product: thing.framework.product, at: source.at(thing.node) }));
  if (onFastify) found.push({ product: 'nestjs', at: source.at(server.node) });
  if (server.framework.above !== undefined) found.push({ product: server.framework.above, at: source.at(server.node) });
  for (const root of rootsOf(file, server)) {
    if (root === server.node || server.under.some((thing) => thing.node === root)) continue;
    for (const { thing } of file.things.facesOf(root))
      found.push({ product: thing.framework.above ?? thing.framework.product, at: source.at(root) });
  }
  for (const node of source.nodes) {
    const specifier = importSpecifier(node);
    const above =
      specifier === undefined
        ? undefined
        : frameworksAbove.find(({ module }) => module.test(withoutNodePrefix(specifier)));
    if (above !== undefined) found.push({ product: above.product, at: source.at(node) });
    if (!isCall(node)) continue;
    const reference = referenceOf(source, node.callee);
    const [first] = argumentsOf(node);
    // stoppable and its like, around this server
    if (
      reference === undefined ||
      first === undefined ||
      reference.module === 'global' ||
      !wrappers.has(dotted(reference))
    )
      continue;
    if (file.things.facesOf(first).some(({ thing }) => thing.node === server.node))
      found.push({ product: reference.module, at: source.at(node) });
  }
  return found;
}

function importSpecifier(node: Node): string | undefined {
  if (is(node, 'ImportDeclaration')) return node.importKind === 'type' ? undefined : node.source.value;
  if (!is(node, 'CallExpression') || !is(node.callee, 'Identifier') || node.callee.name !== 'require') return undefined;
  const [first] = argumentsOf(node);
  return is(first, 'Literal') && typeof first.value === 'string' ? first.value : undefined;
}

const helpersOf = (file: SourceFile, server: FoundServer, handlers: FoundHandlers): With[] =>
  handlers.handlers.flatMap(({ handler, call }) => {
    if (handler.helper === undefined || handler.helper === server.framework.product) return [];
    return [{ product: handler.helper, at: file.source.at(call) }];
  });

const uniqueProducts = (all: readonly With[], own: string): readonly With[] =>
  all.filter(({ product }, index) => product !== own && all.findIndex((other) => other.product === product) === index);
