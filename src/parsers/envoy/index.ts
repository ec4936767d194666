// Envoy bootstrap files with static resources, in YAML or JSON.
import type { ParserEntry } from '../parser.js';

const ending = /\.(?:ya?ml|json)(?:\.(?:template|tmpl|tpl))?$/i;
const gate = (text: string): boolean =>
  /(?:^|[\s{,])"?static_resources"?[ \t]*:/.test(text) && text.includes('clusters');

export const envoy: ParserEntry = {
  name: 'envoy',
  endings: ['yaml', 'yml', 'json', 'template', 'tmpl', 'tpl'],
  accepts: (path) => ending.test(path),
  gate: ({ text }) => gate(text),
  embedded: (name, text) =>
    !gate(text) ? undefined : ending.test(name) ? name : `${name}${/^\s*\{/.test(text) ? '.json' : '.yaml'}`,
  load: async () => (await import('./parse-envoy.js')).parser,
  version: 3,
};
