// CloudFormation, SAM and synthesised CDK templates, in YAML or JSON.
import type { ParserEntry } from '../parser.js';

export const cloudformation: ParserEntry = {
  name: 'cloudformation',
  endings: ['yaml', 'yml', 'json', 'template'],
  accepts: (path) => /\.(?:ya?ml|json|template)$/.test(path),
  gate: ({ text }) =>
    /["']?Type["']?\s*:\s*["']?AWS::(?:ElasticLoadBalancing|ECS::|CloudFront::|CloudFormation::Stack|Serverless::Application)/.test(
      text,
    ),
  load: async () => (await import('./parse-template.js')).parser,
  version: 2,
};
