// go.mod: which module a folder is, and the Go version it is written for.
import type { ParserEntry } from '../parser.js';

export const goModule: ParserEntry = {
  name: 'go-mod',
  endings: ['mod'],
  accepts: (path) => /(?:^|\/)go\.mod$/.test(path) && !/(?:^|\/)vendor\//.test(path),
  gate: (file) => file.text.includes('module'),
  load: async () => (await import('./parse-go-mod.js')).parser,
  version: 1,
};
