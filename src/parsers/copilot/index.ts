// Manifests of AWS Copilot: a service on ECS, its image, and the balancer in front of it in one file.
import type { ParserEntry } from '../parser.js';

export const copilot: ParserEntry = {
  name: 'copilot',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/)copilot\/[^/]+\/manifest\.ya?ml$/.test(path),
  gate: ({ text }) => /^type:\s*['"]?(?:Load Balanced Web|Backend|Worker) Service\b/m.test(text),
  load: async () => (await import('./parse-manifest.js')).parser,
  version: 2,
};
