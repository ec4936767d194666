// Whether one way through nginx reuses connections to upstream: what the configuration settles on every version, and what is left to the version.
import { type Expression, literal } from '../../model/expression.js';
import type { Directive, Text, WrittenSetting } from '../../model/facts.js';
import { hidden } from './out-of-sight.js';
import { connectionHeader, type Scope } from './scope.js';
import { isDynamic, plainValue } from './variables.js';

export interface Way {
  /** `proxy`, `grpc`, `fastcgi`, `uwsgi`. */
  readonly module: string;
  readonly pass: Directive;
  readonly scope: Scope;
  readonly maps: ReadonlyMap<string, Directive>;
  /** The upstream block it sends to. */
  readonly upstream: Directive | undefined;
  /** A variable decides, and nothing tells its value. */
  readonly open: boolean;
}

/** How nginx balances; the pool wraps what stands above it. */
const methods: ReadonlySet<string> = new Set(['ip_hash', 'least_conn', 'least_time', 'hash', 'random']);

function poolDirective(upstream: Directive | undefined): Directive | undefined {
  return upstream?.block?.find((each) => each.name === 'keepalive');
}
/** The balancing method that stands below `keepalive` and so, before 1.29.7, replaces the pool. */
export function methodBelowPool(upstream: Directive | undefined): Directive | undefined {
  const block = upstream?.block ?? [];
  const pool = block.findIndex((each) => each.name === 'keepalive');
  return pool < 0 ? undefined : block.slice(pool).find((each) => methods.has(each.name));
}

/**
 * Nothing where the version decides: then the default of the version is the answer (see `outbound.pooling` of nginx in the table).
 * Which settings matter was measured on 1.22 and read in the source of 1.29.7.
 */
export function poolingOf(way: Way): WrittenSetting | undefined {
  const { module, pass, upstream, scope } = way;
  const target: Text = pass.words[0] ?? { text: '', at: pass.at };
  if (!keepsOpen.has(module)) return setting(pass, literal(false, target.at, target.text));
  if (upstream === undefined) {
    if (!way.open) return setting(pass, literal(false, target.at, target.text));
    return setting(pass, unknown(`the variable in "${target.text}" may name an upstream block`, target));
  }
  const pool = poolDirective(upstream);
  const size = pool?.words[0];
  if (pool !== undefined && size?.text === '0') return setting(pool, literal(size.text, size.at));
  if (module === 'proxy') {
    const blocked = blockedBy(way);
    if (blocked !== undefined) return blocked;
  }
  if (module === 'fastcgi') {
    const ended = endedByServer(way);
    if (ended !== undefined) return ended;
  }
  const isWhole =
    module !== 'proxy' || (scope.values.has('proxy_http_version') && connectionHeader(scope.headers) !== undefined);
  if (pool !== undefined && !isWhole && scope.outOfSight !== undefined)
    return setting(pool, hidden(scope.outOfSight.by));
  if (pool === undefined || size === undefined || !isWhole || methodBelowPool(upstream) !== undefined) return undefined;
  return setting(pool, literal(true, size.at, size.text));
}

/** The others have no connections that stay: https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive */
const keepsOpen: ReadonlySet<string> = new Set(['proxy', 'grpc', 'fastcgi']);

/** A FastCGI server ends each connection unless it is asked not to: https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_keep_conn */
function endedByServer({ pass, scope }: Way): WrittenSetting | undefined {
  const asked = scope.values.get('fastcgi_keep_conn');
  const answer = asked?.words[0];
  if (asked !== undefined && answer !== undefined)
    return /^on$/i.test(answer.text) ? undefined : setting(asked, literal(false, answer.at, answer.text));
  if (scope.outOfSight !== undefined) return setting(pass, hidden(scope.outOfSight.by));
  const target: Text = pass.words[0] ?? { text: '', at: pass.at };
  return setting(pass, literal(false, target.at, target.text));
}

/** HTTP/1.0, or a Connection header that ends the connection, or one that only a request tells. */
function blockedBy({ scope, maps }: Way): WrittenSetting | undefined {
  const version = scope.values.get('proxy_http_version');
  const number = version?.words[0];
  if (version !== undefined && number !== undefined) {
    if (number.text === '1.0') return setting(version, literal(false, number.at, number.text));
    if (number.text.includes('$')) return setting(version, unknown('the HTTP version comes from a variable', number));
  }
  const header = connectionHeader(scope.headers);
  const value = header?.words[1];
  if (header === undefined || value === undefined) return undefined;
  const plain = plainValue(value.text, scope, maps);
  if (plain === undefined)
    return setting(header, unknown(`the Connection header is "${value.text}", which only a request decides`, value));
  return /(?:^|[\s,])close(?:$|[\s,])/i.test(plain) ? setting(header, literal(false, value.at, value.text)) : undefined;
}

function setting(directive: Directive, value: Expression): WrittenSetting {
  const name =
    directive.name === 'proxy_set_header' ? `${directive.name} ${directive.words[0]?.text ?? ''}` : directive.name;
  return { name: 'outbound.pooling', key: name, value, keyAt: directive.at };
}
function unknown(text: string, { at }: Text): Expression {
  return { kind: 'unknown', reason: 'dynamic', text, at };
}

/** The Connection header that goes upstream, as written. */
export function connectionText(scope: Scope): Expression | undefined {
  const value = connectionHeader(scope.headers)?.words[1];
  if (value === undefined) return undefined;
  return isDynamic(value.text)
    ? { kind: 'unknown', reason: 'dynamic', text: value.text, at: value.at }
    : literal(value.text, value.at);
}
