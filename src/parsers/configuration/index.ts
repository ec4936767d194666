// hoplint.yaml as one of the files of the scan: declared hops have places there, and comments beside them count.
import type { ParserEntry } from '../parser.js';

export const entry: ParserEntry = {
  name: 'configuration',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/)\.?hoplint\.ya?ml$/.test(path),
  gate: ({ text }) => text.includes('hoplint-ignore'),
  load: async () => (await import('./parse-comments.js')).parser,
  version: 1,
};
