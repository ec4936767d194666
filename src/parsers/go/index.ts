// Go sources: what serves requests, with which timeouts, and how it stops.
import type { ParserEntry } from '../parser.js';
import { isGoSource, mayMatter } from './gate.js';

export const go: ParserEntry = {
  name: 'go',
  endings: ['go'],
  accepts: isGoSource,
  gate: mayMatter,
  load: async () => (await import('./parse-go.js')).createGoParser(),
  version: 8,
};
