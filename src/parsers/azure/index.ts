// Bicep files and ARM templates of Azure, and what its developer CLI deploys.
import type { ParserEntry } from '../parser.js';

export const azure: ParserEntry = {
  name: 'azure',
  endings: ['bicep', 'json', 'yaml', 'yml'],
  accepts: (path) => /\.(?:bicep|json)$|(?:^|\/)azure\.ya?ml$/.test(path),
  gate: ({ path, text }) => {
    if (/\.ya?ml$/.test(path)) return /^services[ \t]*:/m.test(text) && /^[ \t]+host[ \t]*:/m.test(text);
    return path.endsWith('.bicep')
      ? /containerApps@|Microsoft\.Web\/sites|\bappSettings\w*[ \t]*:|\benv[ \t]*:|\bcontainers[ \t]*:/i.test(text)
      : /"Microsoft\.(?:App\/containerApps|Web\/sites)/i.test(text) && text.includes('deploymentTemplate.json');
  },
  load: async () => (await import('./parse-azure.js')).parser,
  version: 2,
};
