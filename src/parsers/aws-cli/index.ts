// Answers of the AWS CLI that were saved as JSON: `aws elbv2 describe-*` and `aws elb describe-*`.
import type { ParserEntry } from '../parser.js';

export const awsCli: ParserEntry = {
  name: 'aws-cli',
  endings: ['json'],
  accepts: (path) => path.endsWith('.json'),
  gate: ({ text }) =>
    /arn:aws[\w-]*:elasticloadbalancing:|"(?:idle_timeout\.timeout_seconds|deregistration_delay\.timeout_seconds|tcp\.idle_timeout\.seconds)"|"(?:LoadBalancerDescriptions|ConnectionSettings)"/.test(
      text,
    ),
  load: async () => (await import('./parse-answer.js')).parser,
  version: 1,
};
