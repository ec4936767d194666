// The settings files of tools whose programs make infrastructure.
import type { ParserEntry } from '../parser.js';

export const synthesis: ParserEntry = {
  name: 'synthesis',
  endings: ['json', 'yaml', 'yml'],
  accepts: (path) => /(?:^|\/)(?:(?:cdk|cdktf)\.json|cdk8s\.ya?ml|Pulumi\.ya?ml)$/.test(path),
  gate: ({ path, text }) => {
    if (path.endsWith('.json')) return text.includes('"app"');
    // One of Pulumi that is written in YAML is no program.
    return /cdk8s\.ya?ml$/.test(path)
      ? /^app[ \t]*:/m.test(text)
      : /^runtime[ \t]*:/m.test(text) && !/^runtime[ \t]*:[ \t]*yaml\b/m.test(text);
  },
  load: async () => (await import('./parse-synthesis.js')).parser,
  version: 3,
};
