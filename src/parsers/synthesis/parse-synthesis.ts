// Says of a CDK program that it is not read, and what to lint instead.
import type { FileFacts } from '../../model/facts.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseSynthesis };

export function parseSynthesis(file: SourceText): FileFacts {
  const isTerraform = file.path.endsWith('cdktf.json');
  const [command, made] = isTerraform
    ? ['cdktf synth', 'cdktf.out/stacks/*/cdk.tf.json']
    : ['cdk synth', 'cdk.out/*.template.json'];
  const start = file.text.indexOf('"app"');
  const at = new LineIndex(file.text).location(file.path, start, start + '"app"'.length);
  return {
    file: file.path,
    facts: [],
    problems: [
      {
        kind: 'skipped',
        code: 'unread-program',
        message: `The infrastructure here is made by a program (${file.path}), which is not read: the load balancers and services it makes are not seen.`,
        help: `Run \`${command}\`, and lint what it writes together with the source: \`hoplint . ${made}\`.`,
        at,
      },
    ],
    suppressions: [],
  };
}
