// Reads a Caddyfile: one proxy for every reverse_proxy, one for a site that passes nothing on.
import { schemeVersion } from '../../knowledge/http-version.js';
import type { Fact, FileFacts, ForwardRef, ParseProblem, ProxyFact } from '../../model/facts.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';
import { type Directive, type ReadCaddyfile, readCaddyfile, type Site, type Token } from './read-caddyfile.js';
import {
  type BlockSettings,
  blockSettings,
  importedSettings,
  noSettings,
  type Place,
  withVariables,
} from './settings.js';

export const parser: Parser = { parse: parseCaddyfile };

export function parseCaddyfile(file: SourceText): FileFacts {
  const lines = new LineIndex(file.text);
  const place: Place = (start, end) => lines.location(file.path, start, end);
  const read = readCaddyfile(file.text);
  return {
    file: file.path,
    facts: factsOf(read, file.path, place),
    problems: problemsOf(read, place),
    suppressions: readSuppressions(file.path, read.comments, lines),
  };
}
function problemsOf({ problem }: ReadCaddyfile, place: Place): ParseProblem[] {
  if (problem === undefined) return [];
  const at = place(problem.offset, problem.offset);
  return problem.code === 'limit'
    ? [{ kind: 'skipped', code: 'too-large', message: problem.message, at }]
    : [{ kind: 'syntax', code: 'caddyfile-syntax', message: problem.message, at }];
}

function factsOf({ options, sites }: ReadCaddyfile, file: string, place: Place): Fact[] {
  const global = blockSettings(options, 'global', place);
  const seen = new Map<string, number>();
  const found = sites.flatMap((site) => {
    const servers = serverSettings(options, portsOf(site), place);
    const proxied = proxiesIn(site.directives);
    const above = [...global.settings, ...servers.settings];
    const unseen = importedSettings(options, ['global', 'timeouts'], above, place);
    const view: SiteView = { site, file, place, above: [...above, ...unseen], seen };
    const below = proxied.map((each) => proxyOf(each, view));
    return below.length > 0 ? below : idleSite(view);
  });
  const mistakes = [
    ...global.mistakes,
    ...options.filter(isServers).flatMap((each) => timeoutsOf(each, place).mistakes),
    ...found.flatMap((each) => each.mistakes),
  ];
  const places = mistakes.map((each) => `${each.at.line}:${each.at.column}`);
  return [
    ...found.map((each) => each.fact),
    ...mistakes.filter((_, index) => places.indexOf(places[index] ?? '') === index),
  ];
}

const isServers = (directive: Directive): boolean =>
  directive.words[0].text === 'servers' && directive.block !== undefined;
function timeoutsOf(servers: Directive, place: Place): BlockSettings {
  const timeouts = servers.block?.find((each) => each.words[0].text === 'timeouts');
  return blockSettings(timeouts?.block, 'timeouts', place);
}
/** `servers :443 { … }` is for one listener; without an address, for all. */
function serverSettings(options: readonly Directive[], ports: readonly number[], place: Place): BlockSettings {
  const fitting = options.filter(isServers).filter(({ words }) => {
    const port = /:(\d{1,5})$/.exec(words[1]?.text ?? '')?.[1];
    return words[1] === undefined || (port !== undefined && ports.includes(Number(port)));
  });
  return fitting.reduce<BlockSettings>((all, each) => {
    const own = timeoutsOf(each, place);
    return { settings: [...all.settings, ...own.settings], mistakes: [...all.mistakes, ...own.mistakes] };
  }, noSettings);
}

/** `:3000`, `http://shop`, `shop.example.com`: the port it names, that of the scheme, or that of HTTPS. */
function portsOf({ addresses }: Site): readonly number[] {
  const ports = addresses.flatMap(({ text }) => {
    if (text.includes('{$')) return [];
    const plain = text.replace(/^[a-z]+:\/\//, '').replace(/\/.*/s, '');
    const port = /:(\d{1,5})$/.exec(plain)?.[1];
    if (port !== undefined) return [Number(port)];
    return [text.startsWith('http://') ? 80 : 443];
  });
  return [...new Set(ports)].filter((port) => port > 0 && port < 65_536);
}

function proxiesIn(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((each) => {
    const name = each.words[0].text;
    if (name === 'reverse_proxy') return [each];
    return each.block === undefined ? [] : proxiesIn(each.block);
  });
}

interface SiteView {
  readonly site: Site;
  readonly file: string;
  readonly place: Place;
  readonly above: ProxyFact['settings'];
  readonly seen: Map<string, number>;
}
interface SiteFact {
  readonly fact: ProxyFact;
  readonly mistakes: BlockSettings['mistakes'];
}

function proxyOf(directive: Directive, view: SiteView): SiteFact {
  const { place } = view;
  const [name, ...rest] = directive.words;
  const matcher =
    rest[0] !== undefined && /^(?:[@/*]|\{(?!\$))/.test(rest[0].text) && !rest[0].text.startsWith('{$')
      ? rest[0]
      : undefined;
  const inner = directive.block ?? [];
  const upstreams = [
    ...rest.filter((word) => word !== matcher),
    ...inner.flatMap((each) => (each.words[0].text === 'to' ? each.words.slice(1) : [])),
  ];
  const transport = inner.find((each) => each.words[0].text === 'transport');
  const own = blockSettings(inner, 'reverse_proxy', place);
  const carried =
    transport?.words[1]?.text === 'http' ? blockSettings(transport.block, 'transport', place) : noSettings;
  const written = [...own.settings, ...carried.settings];
  const inTransport = importedSettings(transport?.block, ['transport'], written, place);
  const unseen = importedSettings(inner, ['reverse_proxy', 'transport'], [...written, ...inTransport], place);
  const forwardsTo = upstreams.flatMap((each) => forward(each, place) ?? []);
  const label = matcher === undefined || matcher.text === '*' ? '' : matcher.text;
  const at = place(name.start, (rest.at(-1) ?? name).end);
  const fact = siteFact(view, label, at, {
    settings: [
      ...schemeVersion(
        'caddy',
        'reverse_proxy',
        upstreams.map(({ text, start, end }) => ({ text, at: place(start, end) })),
      ),
      ...written,
      ...inTransport,
      ...unseen,
    ],
    forwardsTo,
    ...(upstreams.length === 0 ? {} : { servers: { value: upstreams.length, at } }),
  });
  return { fact, mistakes: [...own.mistakes, ...carried.mistakes] };
}
/** A site that only answers for itself. One that only redirects or cannot be placed is none. */
function idleSite(view: SiteView): readonly SiteFact[] {
  const [address] = view.site.addresses;
  const answers = view.site.directives.some((each) =>
    /^(?:file_server|respond|php_fastcgi|handle|handle_path|route|root)$/.test(each.words[0].text),
  );
  if (address === undefined || !answers) return [];
  return [
    {
      fact: siteFact(view, '', view.place(address.start, address.end), { settings: [], forwardsTo: [] }),
      mistakes: [],
    },
  ];
}

function siteFact(
  view: SiteView,
  label: string,
  at: ProxyFact['at'],
  parts: Pick<ProxyFact, 'settings' | 'forwardsTo' | 'servers'>,
): ProxyFact {
  const { site, file, above, seen } = view;
  const address = site.addresses[0]?.text ?? 'site';
  const base = `site ${address}${label === '' ? '' : ` ${label}`}`;
  const before = seen.get(base);
  const count = before === undefined ? 1 : before + 1;
  seen.set(base, count);
  const suffix = count === 1 ? '' : ` (${count})`;
  return {
    kind: 'proxy',
    product: 'caddy',
    id: `${base}${suffix}`,
    name: `${address.replace(/^https?:\/\//, '')}${label}${suffix}`,
    at,
    scope: `caddy:${file}`,
    listensOn: portsOf(site),
    runsIn: 'file',
    ...parts,
    settings: [...above, ...parts.settings],
  };
}

/** Go looks a name up for each new connection, so none is pinned; a placeholder is known only for a request. */
function forward(word: Token, place: Place): ForwardRef | undefined {
  const filled = withVariables(word.text);
  const isOpen = filled.replaceAll(/\$\{[^{}]*\}/g, '').includes('{');
  if (isOpen || filled === '' || filled.startsWith('unix/')) return undefined;
  const value = filled.includes('$') ? filled : filled.replace(/^[a-z0-9+]+:\/\//i, '').replace(/\/.*/s, '');
  const port = /:(\d{1,5})$/.exec(value)?.[1];
  return {
    to: 'address',
    value,
    at: place(word.start, word.end),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}
