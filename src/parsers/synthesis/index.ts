// The settings files of tools whose programs make infrastructure.
import type { ParserEntry } from '../parser.js';

export const synthesis: ParserEntry = {
  name: 'synthesis',
  endings: ['json'],
  accepts: (path) => /(?:^|\/)(?:cdk|cdktf)\.json$/.test(path),
  gate: (file) => file.text.includes('"app"'),
  load: async () => (await import('./parse-synthesis.js')).parser,
  version: 2,
};
