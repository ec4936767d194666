// Registers the reader of plain Prometheus rule files.
import type { ParserEntry } from '../parser.js';

const name = /(?:\.ya?ml|\.rules|^<stdin>)$/;

export const entry: ParserEntry = {
  name: 'prometheus',
  endings: ['yaml', 'yml', 'rules', ''],
  version: 1,
  accepts: (path) => name.test(path),
  // A file with `apiVersion` is an object, and read as one.
  gate: ({ text }) => text.includes('alert:') && /^["']?groups["']?\s*:/m.test(text) && !/^apiVersion\s*:/m.test(text),
  load: async () => ({ parse: (await import('./parse.js')).parse }),
};
