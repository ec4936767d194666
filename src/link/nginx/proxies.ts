// The proxies that one nginx configuration is: one for every location that passes requests on, one for a server that passes none.
import { isHole } from '../../model/directive-holes.js';
import { literal } from '../../model/expression.js';
import type { Directive, ProxyFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { destinationOf, type Groups, hasParameter, implicitGroups, serversOf, upstreamsIn } from './addresses.js';
import type { JoinedFile } from './join-files.js';
import { hidden } from './out-of-sight.js';
import { connectionText, methodBelowPool, poolingOf } from './pooling.js';
import { everyPortOf, portsOf } from './ports.js';
import { enter, outermost, type Scope } from './scope.js';
import { nameAt, scopeSettings, upstreamSettings } from './settings.js';
import { isStreamServer, type StreamWay, streamWays } from './streams.js';
import { askedBySubRequests, isForSubRequests } from './sub-requests.js';
import { mapsOf } from './variables.js';

/** What all servers of a configuration share. */
interface Configuration {
  readonly file: string;
  readonly mounted?: ProxyFact['mounted'];
  readonly machines?: readonly string[];
  readonly maps: ReadonlyMap<string, Directive>;
  readonly groups: Groups;
  readonly isWhole: boolean;
  readonly everyPort: readonly number[] | undefined;
}

export function proxiesOf(joined: JoinedFile): readonly ProxyFact[] {
  const { file, context, directives } = joined;
  const main = enter(outermost, context === 'main' ? directives : []);
  const blocks =
    context === 'main'
      ? directives.filter((each) => each.name === 'http').flatMap((each) => each.block ?? [])
      : directives;
  const http = context === 'server' ? main : enter(main, blocks);
  const configuration: Configuration = {
    file:
      file.mounted === undefined
        ? [file.at.file, ...(file.machines ?? []).slice(0, 1)].join(' ')
        : `${file.mounted.in} ${file.mounted.path}`,
    ...(file.mounted === undefined ? {} : { mounted: file.mounted }),
    ...(file.machines === undefined ? {} : { machines: file.machines }),
    maps: mapsOf(blocks),
    groups: {
      upstreams: upstreamsIn(blocks),
      implicit: implicitGroups(blocks),
    },
    isWhole: context === 'main',
    everyPort: everyPortOf(joined),
  };
  const servers: readonly Directive[] =
    context === 'server'
      ? [{ name: 'server', words: [], at: directives[0]?.at ?? file.at, block: directives }]
      : blocks.filter((each) => each.name === 'server' && each.block !== undefined && !isStreamServer(each));
  const ways =
    context === 'main'
      ? directives.filter((each) => each.name === 'stream').flatMap((each) => streamWays(each.block ?? [], main))
      : context === 'server'
        ? []
        : streamWays(blocks, outermost);
  return withOwnIds([
    ...servers.flatMap((server) => proxiesOfServer(server, http, configuration)),
    ...ways.map((way) => streamProxy(way, configuration)),
  ]);
}

function streamProxy(way: StreamWay, { file, mounted, machines, everyPort }: Configuration): ProxyFact {
  return {
    kind: 'proxy',
    product: 'nginx',
    mode: 'nginx-stream',
    scope: `nginx:${file}`,
    ...(everyPort === undefined ? {} : { everyPort }),
    runsIn: 'file',
    ...(mounted === undefined ? {} : { mounted }),
    ...(machines === undefined ? {} : { machines }),
    ...way,
  };
}

interface ServerView {
  readonly name: string;
  readonly listensOn: readonly number[];
  readonly listensAt: Location;
  readonly asked: ReadonlySet<string>;
  /** What turns HTTP/2 on for its clients. */
  readonly http2: Directive | undefined;
  readonly configuration: Configuration;
}

function proxiesOfServer(server: Directive, http: Scope, configuration: Configuration): readonly ProxyFact[] {
  const block = server.block ?? [];
  const scope = enter(http, block);
  const name = block.find((each) => each.name === 'server_name')?.words[0]?.text;
  const view: ServerView = {
    name: name === undefined || name === '_' || name === '' ? 'default' : name,
    listensOn: portsOf(block),
    listensAt: nameAt(server),
    asked: askedBySubRequests(server),
    http2: http2Of(block, scope),
    configuration,
  };
  const found = locationsIn(block, scope, view);
  if (found.length > 0) return found;
  // A server that only redirects handles no request that could go wrong further on.
  if (block.some((each) => each.name === 'return' && /^3/.test(each.words[0]?.text ?? ''))) return [];
  return [
    proxyFact(`server ${view.name}`, view.name, server, view, {
      settings: scopeSettings(scope, undefined),
      forwardsTo: [],
      ...(answersItself(block) && scope.outOfSight === undefined
        ? { traits: [{ name: 'answers-itself', value: literal(true, server.at), at: server.at }] }
        : {}),
    }),
  ];
}

/** Nothing in it sends a request on, or runs a program that might: what nginx waits for upstream means nothing there. */
function answersItself(block: readonly Directive[]): boolean {
  return block.every(
    ({ name, block: inner = [] }) =>
      !/_pass$|^(?:js_|perl)|_by_lua|^passenger_/.test(name) &&
      name !== 'include' &&
      !isHole(name) &&
      answersItself(inner),
  );
}

/** `http2 on` of the server or around it, or `listen 443 ssl http2`. https://nginx.org/en/docs/http/ngx_http_v2_module.html */
function http2Of(block: readonly Directive[], scope: Scope): Directive | undefined {
  const own = scope.values.get('http2');
  if (own?.words[0] !== undefined && own.words[0].text !== 'off') return own;
  return block.find((each) => each.name === 'listen' && hasParameter(each, 'http2'));
}

function locationsIn(block: readonly Directive[], scope: Scope, view: ServerView): readonly ProxyFact[] {
  return block.flatMap((each): readonly ProxyFact[] => {
    if (each.block === undefined || each.name !== 'location') return [];
    const inner = enter(scope, each.block);
    const label = each.words.map((word) => word.text).join(' ');
    const own = passesIn(each.block).flatMap((pass) => wayThrough(pass, inner, each, label, view));
    return [...own, ...locationsIn(each.block, inner, view)];
  });
}
/** Of the location itself, and under a condition. */
function passesIn(block: readonly Directive[]): readonly Directive[] {
  return block.flatMap((each) => {
    if (each.block !== undefined) return each.name === 'if' || each.name === 'limit_except' ? passesIn(each.block) : [];
    return /^(?:proxy|grpc|fastcgi|uwsgi)_pass$/.test(each.name) ? [each] : [];
  });
}

function wayThrough(
  pass: Directive,
  scope: Scope,
  location: Directive,
  label: string,
  view: ServerView,
): readonly ProxyFact[] {
  const { maps, groups } = view.configuration;
  const module = pass.name.replace(/_pass$/, '');
  const { upstream, forwardsTo, variable, open } = destinationOf(pass, scope, maps, groups);
  const pooling = poolingOf({ module, pass, scope, maps, upstream, open });
  const settings = [
    ...scopeSettings(scope, module),
    ...(upstream === undefined ? [] : upstreamSettings(upstream)),
    ...(pooling === undefined ? [] : [pooling]),
    ...(module === 'grpc' ? [overHttp2(pass)] : []),
  ];
  const servers =
    upstream === undefined ? undefined : serversOf(upstream).filter((each) => !hasParameter(each, 'backup')).length;
  const parts = {
    settings,
    forwardsTo,
    traits: [
      ...traitsOf({ pass, module, scope, upstream, variable }),
      ...(isForSubRequests(location, view.asked)
        ? [{ name: 'sub-requests', value: literal(true, location.at), at: location.at }]
        : []),
    ],
    ...(servers === undefined || upstream === undefined ? {} : { servers: { value: servers, at: upstream.at } }),
  };
  const name = `${view.name}${/^[~=^@]/.test(label) ? ' ' : ''}${label}`;
  return [proxyFact(`server ${view.name} location ${label}`, name, location, view, parts)];
}

/** https://nginx.org/en/docs/http/ngx_http_grpc_module.html */
function overHttp2({ name, at }: Directive): WrittenSetting {
  return { name: 'outbound.httpVersion', key: name, value: literal('2', at), keyAt: at };
}

type Traits = NonNullable<ProxyFact['traits']>;
function traitsOf(way: {
  pass: Directive;
  module: string;
  scope: Scope;
  upstream: Directive | undefined;
  variable: boolean;
}): Traits {
  const { pass, module, scope, upstream, variable } = way;
  const header = connectionText(scope);
  const lost = scope.lostConnection;
  const misplaced = methodBelowPool(upstream);
  const buffering = scope.values.get('proxy_request_buffering');
  const text = (directive: Directive): string => directive.words.map((word) => word.text).join(' ');
  return [
    { name: 'pass', value: literal(module, pass.at), at: pass.at },
    ...(header === undefined || module !== 'proxy'
      ? []
      : [{ name: 'connection-header', value: header, at: header.at }]),
    ...(lost === undefined || module !== 'proxy'
      ? []
      : [
          {
            name: 'lost-connection-header',
            value: literal(lost.outer.words[1]?.text ?? '', lost.outer.at),
            at: lost.by.at,
          },
        ]),
    ...(misplaced === undefined
      ? []
      : [{ name: 'misplaced-pool', value: literal(misplaced.name, misplaced.at), at: misplaced.at }]),
    ...(variable ? [{ name: 'variable-address', value: literal(true, pass.at), at: pass.at }] : []),
    ...resolverOf(scope),
    ...(buffering === undefined || module !== 'proxy'
      ? []
      : [{ name: 'request-buffering', value: literal(text(buffering), buffering.at), at: buffering.at }]),
  ];
}

/** The line that is written, or the file that nobody sees and that may hold one. */
function resolverOf({ values, outOfSight }: Scope): Traits {
  const resolver = values.get('resolver');
  if (resolver !== undefined) {
    const text = resolver.words.map((word) => word.text).join(' ');
    return [{ name: 'resolver', value: literal(text, resolver.at), at: resolver.at }];
  }
  return outOfSight === undefined
    ? []
    : [{ name: 'resolver-out-of-sight', value: hidden(outOfSight.by), at: outOfSight.by.at }];
}

function proxyFact(
  id: string,
  name: string,
  head: Directive,
  view: ServerView,
  parts: Pick<ProxyFact, 'settings' | 'forwardsTo' | 'traits' | 'servers'>,
): ProxyFact {
  const packaged = view.configuration.isWhole
    ? []
    : [{ name: 'packaged-main-file', value: literal(true, head.at), at: head.at }];
  const { http2 } = view;
  const inbound = http2 === undefined ? [] : [{ name: 'http2', value: literal(true, http2.at), at: http2.at }];
  const { traits, ...rest } = parts;
  const { mounted, machines, everyPort } = view.configuration;
  return {
    kind: 'proxy',
    product: 'nginx',
    id,
    name,
    at: head.at,
    scope: `nginx:${view.configuration.file}`,
    ...(view.name === 'default' || name.length > longestName ? { shownAs: shownName(name, view) } : {}),
    listensOn: view.listensOn,
    listensAt: view.listensAt,
    ...(everyPort === undefined ? {} : { everyPort }),
    runsIn: 'file',
    ...(mounted === undefined ? {} : { mounted }),
    ...(machines === undefined ? {} : { machines }),
    ...rest,
    traits: [...(traits ?? []), ...inbound, ...packaged],
  };
}

/**
 * "location /api", "port 8080, location /api": a server without a name is known by the rest. Of a long pattern both ends are shown, for
 * places of one server mostly differ at the end.
 */
function shownName(name: string, view: ServerView): string {
  const location = name.slice(view.name.length).trim();
  const shown = location.length > longestName ? `${location.slice(0, 16)}…${location.slice(-28)}` : location;
  const [port, ...more] = view.listensOn;
  const usual = port === undefined || more.length > 0 || port === 80 || view.name !== 'default';
  const parts = [
    ...(view.name === 'default' ? [] : [view.name]),
    ...(usual ? [] : [`port ${port}`]),
    ...(shown === '' ? [] : [`location ${shown}`]),
  ];
  return parts.length === 0 ? 'default server' : parts.join(', ');
}
const longestName = 60;

/** Several servers may have one name (two ports), several conditions one location. */
function withOwnIds(proxies: readonly ProxyFact[]): readonly ProxyFact[] {
  const seen = new Map<string, number>();
  const names = new Set<string>();
  return proxies.map((proxy) => {
    const before = seen.get(proxy.id);
    const count = before === undefined ? 1 : before + 1;
    seen.set(proxy.id, count);
    if (count === 1) return proxy;
    // A port says more than a number where two servers have one name.
    const byPort = portName(proxy);
    const isFree = byPort !== undefined && !names.has(byPort);
    if (isFree) names.add(byPort);
    return { ...proxy, id: `${proxy.id} (${count})`, name: isFree ? byPort : `${proxy.name} (${count})` };
  });
}
/** `default:443/api` for the server that listens there. */
function portName({ name, listensOn }: ProxyFact): string | undefined {
  const [port] = listensOn ?? [];
  return port === undefined ? undefined : name.replace(/^([^ /]*)/, `$1:${port}`);
}
