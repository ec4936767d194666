// Caddyfiles.
import type { ParserEntry } from '../parser.js';

export const caddy: ParserEntry = {
  name: 'caddy',
  accepts: (path) => /(?:^|\/)Caddyfile[^/]*$|\.caddy(?:file)?$/i.test(path) && !/\.(?:md|go|json)$/i.test(path),
  gate: ({ text }) => /\b(?:reverse_proxy|file_server|respond|php_fastcgi)\b/.test(text),
  load: async () => (await import('./parse-caddyfile.js')).parser,
  version: 1,
};
