// Caddyfiles.
import type { ParserEntry } from '../parser.js';

const isNamed = (path: string): boolean =>
  /(?:^|\/)Caddyfile[^/]*$|\.caddy(?:file)?$/i.test(path) && !/\.(?:md|go|json)$/i.test(path);
const gate = /\b(?:reverse_proxy|file_server|respond|php_fastcgi)\b/;

export const caddy: ParserEntry = {
  name: 'caddy',
  accepts: isNamed,
  gate: ({ text }) => gate.test(text),
  embedded: (name, text) =>
    isNamed(name) ? (gate.test(text) ? name : undefined) : /^[ \t]*reverse_proxy[ \t]/m.test(text) ? name : undefined,
  onMachines: true,
  load: async () => (await import('./parse-caddyfile.js')).parser,
  version: 1,
};
