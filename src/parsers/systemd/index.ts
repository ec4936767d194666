// Units of systemd, and templates of them: services that a machine runs without containers.
import type { ParserEntry } from '../parser.js';

export const systemd: ParserEntry = {
  name: 'systemd',
  endings: ['service', 'j2', 'erb', 'tmpl', 'tpl', 'template', 'in'],
  accepts: (path) => /\.service(?:\.(?:j2|erb|tmpl|tpl|template|in))?$/.test(path),
  gate: ({ text }) => /^\[Service\]/m.test(text) && /^ExecStart[ \t]*=/m.test(text),
  onMachines: true,
  load: async () => (await import('./parse-unit.js')).parser,
  version: 2,
};
