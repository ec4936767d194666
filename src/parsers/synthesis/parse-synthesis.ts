// Says where a program makes infrastructure, and what to lint where its own source is not read.
import type { FileFacts } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { ProgramFact } from '../../model/infrastructure.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseSynthesis };

export function parseSynthesis(file: SourceText): FileFacts {
  const { sign, written } = toolOf(file);
  const start = Math.max(0, file.text.search(sign));
  const length = sign.exec(file.text)?.[0].length ?? 0;
  const at = new LineIndex(file.text).location(file.path, start, start + length);
  const fact: ProgramFact = { kind: 'program', at, ...(written === undefined ? {} : { written }) };
  return { file: file.path, facts: [fact], problems: [], suppressions: [] };
}

interface Tool {
  /** The key that names its program. */
  readonly sign: RegExp;
  readonly written?: ProgramFact['written'];
}
function toolOf({ path, text }: SourceText): Tool {
  const name = baseNameOf(path);
  if (name === 'cdktf.json')
    return { sign: /"app"/, written: { command: 'cdktf synth', made: 'cdktf.out/stacks/*/cdk.tf.json' } };
  if (name === 'cdk.json') return { sign: /"app"/, written: { command: 'cdk synth', made: 'cdk.out/*.template.json' } };
  // What Pulumi shows beforehand has a form of its own.
  if (name.startsWith('Pulumi.')) return { sign: /^runtime/m };
  const folder = /^output[ \t]*:[ \t]*["']?([\w./-]+)/m.exec(text)?.[1] ?? 'dist';
  return { sign: /^app/m, written: { command: 'cdk8s synth', made: `${folder.replace(/\/$/, '')}/*.k8s.yaml` } };
}
