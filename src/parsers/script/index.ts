// Shell scripts that an image may start with: what they hand over to, and how.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry } from '../parser.js';

const shebang = /^\uFEFF?#![^\n]*\b(?:ba|da|a|k)?sh\b/;

export const script: ParserEntry = {
  name: 'script',
  endings: ['sh', 'bash', ''],
  accepts(path) {
    const name = baseNameOf(path);
    return /\.(?:sh|bash)$/.test(name) || !name.includes('.');
  },
  gate: ({ path, text }) => shebang.test(text) || (/\.(?:sh|bash)$/.test(path) && !text.startsWith('#!')),
  load: async () => (await import('./parse-script.js')).parser,
  version: 8,
};
