// HAProxy configuration files.
import type { ParserEntry } from '../parser.js';

export const haproxy: ParserEntry = {
  name: 'haproxy',
  endings: ['cfg', 'conf', 'template', 'tmpl', 'tpl', 'j2', 'erb'],
  accepts: (path) => /(?:\.cfg|haproxy[^/]*\.conf)(?:\.(?:template|tmpl|tpl|j2|erb))?$/i.test(path),
  gate: ({ text }) =>
    /^[ \t]*(?:frontend|backend|listen|defaults)\b/m.test(text) && /^[ \t]*(?:bind|server|timeout)\b/m.test(text),
  load: async () => (await import('./parse-haproxy.js')).parser,
  version: 1,
};
