// Programs that make infrastructure are not read, and their settings files say so.
import { describe, expect, it } from 'vitest';
import { entriesFor } from '../../../src/parsers/registry.js';
import { parseSynthesis } from '../../../src/parsers/synthesis/parse-synthesis.js';

describe('a CDK program', () => {
  it('is named in a note with the output to lint instead', () => {
    const { facts, problems } = parseSynthesis({ path: 'infra/cdk.json', text: '{\n  "app": "node bin/app.js"\n}\n' });
    expect(facts).toEqual([]);
    expect(problems).toEqual([
      expect.objectContaining({
        kind: 'skipped',
        code: 'unread-program',
        help: 'Run `cdk synth`, and lint what it writes together with the source: `hoplint . cdk.out/*.template.json`.',
        at: expect.objectContaining({ file: 'infra/cdk.json', line: 2, column: 3 }),
      }),
    ]);
  });

  it('for Terraform has an output of its own', () => {
    const { problems } = parseSynthesis({
      path: 'cdktf.json',
      text: '{ "app": "node main.js", "language": "typescript" }',
    });
    expect(problems[0]?.help).toContain('cdktf.out/stacks/*/cdk.tf.json');
  });

  it('is known by the name of the file and its app', () => {
    const [entry] = entriesFor('infra/cdk.json').filter(({ name }) => name === 'synthesis');
    expect(entry?.gate({ path: 'infra/cdk.json', text: '{ "app": "x" }' })).toBe(true);
    expect(entry?.gate({ path: 'infra/cdk.json', text: '{ "context": {} }' })).toBe(false);
    expect(entriesFor('infra/cdk.context.json').filter(({ name }) => name === 'synthesis')).toEqual([]);
  });
});
