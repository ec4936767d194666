// Bicep files and ARM templates of Azure.
import type { ParserEntry } from '../parser.js';

export const azure: ParserEntry = {
  name: 'azure',
  endings: ['bicep', 'json'],
  accepts: (path) => /\.(?:bicep|json)$/.test(path),
  gate: ({ path, text }) =>
    path.endsWith('.bicep')
      ? /containerApps@|Microsoft\.Web\/sites|\bappSettings\w*[ \t]*:|\benv[ \t]*:|\bcontainers[ \t]*:/i.test(text)
      : /"Microsoft\.(?:App\/containerApps|Web\/sites)/i.test(text) && text.includes('deploymentTemplate.json'),
  load: async () => (await import('./parse-azure.js')).parser,
  version: 1,
};
