// Envoy bootstrap files with static resources, in YAML or JSON.
import type { ParserEntry } from '../parser.js';

export const envoy: ParserEntry = {
  name: 'envoy',
  endings: ['yaml', 'yml', 'json', 'template', 'tmpl', 'tpl'],
  accepts: (path) => /\.(?:ya?ml|json)(?:\.(?:template|tmpl|tpl))?$/i.test(path),
  gate: ({ text }) => /(?:^|[\s{,])"?static_resources"?[ \t]*:/.test(text) && text.includes('clusters'),
  load: async () => (await import('./parse-envoy.js')).parser,
  version: 1,
};
