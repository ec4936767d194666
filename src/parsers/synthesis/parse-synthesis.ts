// Says where a program makes infrastructure, and what to lint where its own source is not read.
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
  return { file: file.path, facts: [{ kind: 'program', command, made, at }], problems: [], suppressions: [] };
}
