// Registers the reader of chart values; templates are read after they were rendered, see `map-rendered.ts`.
import type { ParserEntry } from '../parser.js';

const name = /(?:^|\/)(?:[^/]*[.-])?values(?:[.-][^/]*)?\.ya?ml$/;

/** Releases of a helmfile. */
export const helmfile: ParserEntry = {
  name: 'helmfile',
  endings: ['yaml', 'yml', 'gotmpl'],
  version: 1,
  accepts: (path) =>
    /(?:^|\/)helmfile(?:[.-][^/]*)?\.ya?ml(?:\.gotmpl)?$|(?:^|\/)helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?$/.test(path),
  gate: ({ text }) => text.includes('releases:') && text.includes('chart:'),
  load: async () => ({ parse: (await import('./helmfile.js')).parseHelmfile }),
};

export const entry: ParserEntry = {
  name: 'helm-values',
  endings: ['yaml', 'yml'],
  version: 1,
  accepts: (path) => name.test(path),
  // An object with values inside is the other parser's; every table of ours has one of these words in it.
  gate: ({ text }) =>
    !/^apiVersion\s*:/m.test(text) &&
    /config|hoplint-ignore|[Tt]imeout|[Gg]race|[Kk]eep-?[Aa]live|[Dd]rain|[Rr]etr|idle/.test(text),
  load: async () => ({ parse: (await import('./values.js')).parse }),
};
