// CloudFormation, SAM and synthesised CDK templates, in YAML or JSON, and the files that give their parameters values.
import type { ParserEntry } from '../parser.js';

export const cloudformation: ParserEntry = {
  name: 'cloudformation',
  endings: ['yaml', 'yml', 'json', 'template'],
  accepts: (path) => /\.(?:ya?ml|json|template)$/.test(path),
  gate: ({ text }) =>
    /["']?Type["']?\s*:\s*["']?AWS::(?:ElasticLoadBalancing|AppRunner::Service|ElasticBeanstalk::Environment|ECS::|CloudFront::|ApiGateway(?:::Method|V2::Integration)|EC2::(?:Instance|LaunchTemplate)["'\s]|AutoScaling::|CloudFormation::Stack|Serverless::Application)/.test(
      text,
    ),
  load: async () => (await import('./parse-template.js')).parser,
  version: 7,
};

const isSamConfig = (path: string): boolean => /(?:^|\/)samconfig\.\w+$/.test(path);
/** A list of texts, and the words that name the template in files of Git sync and Sceptre. */
const signs = [
  /^\s*\[\s*"[A-Za-z0-9]+=/,
  /^template(?:-file-path|_path)[ \t]*:/m,
  /^template[ \t]*:[ \t{]*(?:\n[ ]+)?path[ \t]*:/m,
];
// A word is found sooner than a line that begins with it, and every YAML file is asked.
const holdsPairs = (text: string): boolean =>
  text.includes('ParameterKey') && /"ParameterKey"[ \t]*:|^[ -]*ParameterKey[ \t]*:/m.test(text);
const holdsOne = (text: string): boolean =>
  text.includes('Parameters') && /^[ {]*"?Parameters"?[ \t]*:/m.test(text) && !/^[ ]*"?Resources"?[ \t]*:/m.test(text);

export const stackParameters: ParserEntry = {
  name: 'stack-parameters',
  endings: ['yaml', 'yml', 'json', 'toml'],
  accepts: (path) => /\.(?:ya?ml|json)$|(?:^|\/)samconfig\.(?:toml|ya?ml)$/.test(path),
  gate: ({ path, text }) =>
    isSamConfig(path)
      ? text.includes('parameter_overrides')
      : holdsPairs(text) || holdsOne(text) || signs.some((sign) => sign.test(text)),
  load: async () => (await import('./parse-parameters.js')).parser,
  version: 1,
};
