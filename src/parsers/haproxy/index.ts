// HAProxy configuration files.
import type { ParserEntry } from '../parser.js';

const gate = (text: string): boolean =>
  /^[ \t]*(?:frontend|backend|listen|defaults)\b/m.test(text) && /^[ \t]*(?:bind|server|timeout)\b/m.test(text);

export const haproxy: ParserEntry = {
  name: 'haproxy',
  endings: ['cfg', 'conf', 'template', 'tmpl', 'tpl', 'j2', 'erb'],
  accepts: (path) => /(?:\.cfg|haproxy[^/]*\.conf)(?:\.(?:template|tmpl|tpl|j2|erb))?$/i.test(path),
  gate: ({ text }) => gate(text),
  embedded: (name, text) => (gate(text) && !/\.(?:ya?ml|json)$/i.test(name) ? name : undefined),
  onMachines: true,
  load: async () => (await import('./parse-haproxy.js')).parser,
  version: 3,
};
