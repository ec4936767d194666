// Configurations of supervisord: several programs in one container.
import type { ParserEntry } from '../parser.js';

export const supervisor: ParserEntry = {
  name: 'supervisor',
  endings: ['conf', 'ini'],
  accepts: (path) => /\.(?:conf|ini)$/.test(path),
  gate: ({ text }) => /^\[(?:program:|supervisord\])/m.test(text),
  load: async () => (await import('./parse-supervisor.js')).parser,
  version: 1,
};
