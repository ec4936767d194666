// Compose files: services as workloads, and which folder each image is built from.
import type { ParserEntry } from '../parser.js';

const named = /^(?:(?:docker-|podman-)?compose(?:[._-].+)?|.+[._-](?:docker-)?compose)\.ya?ml$/i;

export const compose: ParserEntry = {
  name: 'compose',
  accepts: (path) => named.test(path.slice(path.lastIndexOf('/') + 1)),
  gate: (file) => /^(?:services|"services"|'services')[ \t]*:/m.test(file.text),
  load: async () => (await import('./parse-compose.js')).parser,
  version: 1,
};
