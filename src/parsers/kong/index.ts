// Kong's files: the services, routes and upstreams of a Kong without a database, and kong.conf, what it is told at its start.
import type { ParserEntry } from '../parser.js';

const ending = /\.(?:ya?ml|json)$/i;
// Most texts are told by their letters alone: asking each line of a large one takes longer than reading it.
const gate = (text: string): boolean =>
  text.includes('_format_version') &&
  /^[ \t]*"?_format_version"?[ \t]*:/m.test(text) &&
  /^[ \t]*"?services"?[ \t]*:/m.test(text);

export const kong: ParserEntry = {
  name: 'kong',
  endings: ['yaml', 'yml', 'json'],
  accepts: (path) => ending.test(path),
  gate: ({ text }) => gate(text),
  embedded: (name, text) =>
    !gate(text) ? undefined : ending.test(name) ? name : `${name}${/^\s*\{/.test(text) ? '.json' : '.yaml'}`,
  load: async () => (await import('./parse-declarative.js')).parser,
  version: 1,
};

/** Names of its own, of which every kong.conf that matters here has one. */
const own =
  /^[ \t]*(?:database|declarative_config|proxy_listen|admin_listen|upstream_keepalive_\w+|nginx_(?:http|main|proxy|upstream)_\w+)[ \t]*=/m;

export const kongSettings: ParserEntry = {
  name: 'kong-settings',
  endings: ['conf'],
  accepts: (path) => /\.conf$/i.test(path),
  gate: ({ text }) => own.test(text),
  embedded: (name, text) => (own.test(text) && !ending.test(name) ? name : undefined),
  load: async () => (await import('./parse-settings.js')).parser,
  version: 1,
};
