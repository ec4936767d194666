// Kong's declarative configuration: the services, routes and upstreams of a Kong without a database.
import type { ParserEntry } from '../parser.js';

const ending = /\.(?:ya?ml|json)$/i;
const gate = (text: string): boolean =>
  /^[ \t]*"?_format_version"?[ \t]*:/m.test(text) && /^[ \t]*"?services"?[ \t]*:/m.test(text);

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
