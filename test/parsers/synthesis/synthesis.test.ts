// The settings files of programs that make infrastructure.
import { describe, expect, it } from 'vitest';
import { entriesFor } from '../../../src/parsers/registry.js';
import { parseSynthesis } from '../../../src/parsers/synthesis/parse-synthesis.js';

describe('a CDK program', () => {
  it('is known with what writes its templates', () => {
    const { facts } = parseSynthesis({ path: 'infra/cdk.json', text: '{\n  "app": "node bin/app.js"\n}\n' });
    expect(facts).toEqual([
      expect.objectContaining({
        kind: 'program',
        written: { command: 'cdk synth', made: 'cdk.out/*.template.json' },
        at: expect.objectContaining({ file: 'infra/cdk.json', line: 2, column: 3 }),
      }),
    ]);
  });

  it('is known by the name of the file and its app', () => {
    const [entry] = entriesFor('infra/cdk.json').filter(({ name }) => name === 'synthesis');
    expect(entry?.gate({ path: 'infra/cdk.json', text: '{ "app": "x" }' })).toBe(true);
    expect(entry?.gate({ path: 'infra/cdk.json', text: '{ "context": {} }' })).toBe(false);
    const pulumi = 'infra/Pulumi.yaml';
    expect(entry?.gate({ path: pulumi, text: 'name: shop\nruntime:\n  name: nodejs\n' })).toBe(true);
    expect(entry?.gate({ path: pulumi, text: 'name: shop\nruntime: yaml\nresources: {}\n' })).toBe(false);
    expect(entriesFor('infra/Pulumi.live.yaml').filter(({ name }) => name === 'synthesis')).toEqual([]);
    expect(entriesFor('infra/cdk.context.json').filter(({ name }) => name === 'synthesis')).toEqual([]);
  });
});
