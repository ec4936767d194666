// What a `..._pass` sends to: the authority of its address, an upstream block of that name, or what its variables come to.
import { perObject } from '../../knowledge/memo.js';
import type { Directive, ForwardRef, Text } from '../../model/facts.js';
import type { Scope } from './scope.js';
import { braced, isDynamic, resolve } from './variables.js';

export interface Destination {
  readonly forwardsTo: readonly ForwardRef[];
  readonly upstream?: Directive;
  /** A variable stands in the address: it is looked up for each request. */
  readonly variable: boolean;
  /** Nothing in the files tells what the variable holds. */
  readonly open: boolean;
}

/** What an address can name besides a host. */
export interface Groups {
  readonly upstreams: ReadonlyMap<string, Directive>;
  /**
   * Every literal address makes a group of its own at start, which an address with variables finds as well, instead of a resolver:
   * https://github.com/nginx/nginx/blob/3f6f7824/src/http/ngx_http_upstream.c (ngx_http_upstream_init_request).
   */
  readonly implicit: ReadonlySet<string>;
}
/** By their names. */
export const upstreamsIn = (blocks: readonly Directive[]): ReadonlyMap<string, Directive> =>
  new Map(
    blocks.flatMap((each) =>
      each.name === 'upstream' && each.words[0] !== undefined ? [[each.words[0].text, each] as const] : [],
    ),
  );
export function implicitGroups(blocks: readonly Directive[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (directives: readonly Directive[]): void => {
    for (const each of directives) {
      const word = each.name.endsWith('_pass') ? each.words[0]?.text : undefined;
      if (word !== undefined && !isDynamic(word)) found.add(endpointOf(word));
      if (each.block !== undefined) visit(each.block);
    }
  };
  visit(blocks);
  return found;
}
/** Host and port, the port of the scheme where none is written. */
function endpointOf(text: string): string {
  const authority = authorityOf(text).toLowerCase();
  return /:\d+$/.test(authority)
    ? authority
    : `${authority}:${text.startsWith('https:') || text.startsWith('grpcs:') ? 443 : 80}`;
}

export function destinationOf(
  pass: Directive,
  scope: Scope,
  maps: ReadonlyMap<string, Directive>,
  groups: Groups,
): Destination {
  const word = pass.words[0];
  if (word === undefined) return { forwardsTo: [], variable: false, open: false };
  const texts = resolveAuthority(word.text, scope, maps);
  const variable = isDynamic(word.text) && texts?.some((text) => groups.implicit.has(endpointOf(text))) !== true;
  if (texts === undefined) return { forwardsTo: [], variable, open: true };
  const { upstreams } = groups;
  const named = texts.map((text) => upstreams.get(authorityOf(text))).find((each) => each !== undefined);
  if (named !== undefined) return { forwardsTo: refsOf(named), upstream: named, variable, open: false };
  return {
    forwardsTo: texts.flatMap((text) => addressRef({ text, at: word.at }, !variable) ?? []),
    variable,
    open: false,
  };
}

/** In a stream all that a map names, by the name that a client asks for, are ways of one server. */
export function streamDestinations(
  pass: Directive,
  scope: Scope,
  maps: ReadonlyMap<string, Directive>,
  upstreams: ReadonlyMap<string, Directive>,
): readonly ForwardRef[] {
  const [word] = pass.words;
  const texts = word === undefined ? undefined : resolve(word.text, scope, maps);
  return (texts ?? []).flatMap((text) => {
    const named = upstreams.get(text);
    if (named !== undefined) return serversOf(named).map(serverRef);
    return addressRef({ text, at: word?.at ?? pass.at }, word !== undefined && !isDynamic(word.text)) ?? [];
  });
}

/** The path behind the address may hold variables that change nothing about where it leads; the request's own begins with a slash. */
function resolveAuthority(
  text: string,
  scope: Scope,
  maps: ReadonlyMap<string, Directive>,
): readonly string[] | undefined {
  const plain = text.replace(/\$\{?(?:request_uri|document_uri|uri)\b\}?/g, '/');
  const split = /^([a-z]+:\/\/[^/]+)\//.exec(plain);
  return resolve(split?.[1] ?? plain, scope, maps);
}
function authorityOf(text: string): string {
  return text.replace(/^[a-z]+:\/\//, '').replace(/\/.*/s, '');
}

/** Servers that may get requests, backups among them. */
export const serversOf = perObject(({ block = [] }: Directive): readonly Directive[] =>
  block.filter((each) => each.name === 'server' && each.words.length > 0 && !hasParameter(each, 'down')),
);
const refsOf = perObject((upstream: Directive) => serversOf(upstream).map(serverRef));
export function hasParameter(server: Directive, name: string): boolean {
  return server.words.slice(1).some((word) => word.text === name);
}
function serverRef(server: Directive): ForwardRef {
  const word = server.words[0] ?? { text: '', at: server.at };
  return addressRef(word, !hasParameter(server, 'resolve')) ?? { to: 'address', value: word.text, at: word.at };
}

function addressRef({ text, at }: Text, once: boolean): ForwardRef | undefined {
  const value = text.startsWith('unix:') ? text : braced(authorityOf(text));
  if (value === '') return undefined;
  const port = /:(\d{1,5})$/.exec(value)?.[1];
  return {
    to: 'address',
    value,
    at,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(once && isName(value) ? { pinned: true } : {}),
  };
}
/** Something to look up: no address, no socket, not this machine. */
function isName(authority: string): boolean {
  const host = authority.replace(/:\d+$/, '');
  return !/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*|unix:.*|localhost)$/.test(host);
}
