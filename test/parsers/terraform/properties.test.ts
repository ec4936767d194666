// Whatever a file holds: no parser throws, every place lies inside the file, and settling ends.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleInfrastructure } from '../../../src/link/infrastructure/index.js';
import type { FileFacts } from '../../../src/model/facts.js';
import type { Location } from '../../../src/model/location.js';
import { fixtureTexts, parseTexts } from '../../kit/infrastructure.js';

const seeds = [
  'terraform/alb-to-ecs',
  'terraform/modules',
  'terraform/json-syntax',
  'terraform/plan-alone',
  'cloudformation/alb-to-ecs',
  'aws-cli/alb-to-targets',
].flatMap((name) => Object.entries(fixtureTexts(name)).map(([path, text]) => ({ path, text })));

const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '${',
  '}',
  '<<EOF\n',
  'EOF\n',
  '\n',
  '=',
  '*',
  'null',
  '__proto__',
  'for x in y : x',
  '...',
  '\u0000',
  '€',
  '!If',
  'a.b[',
  '/*',
];
const edits = fc.array(fc.record({ at: fc.nat(10_000), remove: fc.nat(40), insert: fc.constantFrom('', ...pieces) }), {
  minLength: 1,
  maxLength: 6,
});
const mutated = fc.record({ seed: fc.constantFrom(...seeds), edits }).map(({ seed, edits: list }) => ({
  path: seed.path,
  text: list.reduce((text, edit) => {
    const at = text.length === 0 ? 0 : edit.at % text.length;
    return text.slice(0, at) + edit.insert + text.slice(at + edit.remove);
  }, seed.text),
}));

function places(value: unknown, found: Location[] = []): Location[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('line' in value && 'endLine' in value && 'file' in value) found.push(value as Location);
  for (const inner of Object.values(value)) places(inner, found);
  return found;
}
function misplaced(files: readonly FileFacts[], texts: Readonly<Record<string, string>>): readonly Location[] {
  const lengths = new Map(
    Object.entries(texts).map(([path, text]) => [path, text.split(/\r\n|\r|\n/).map((line) => line.length)]),
  );
  return places(files).filter((at) => {
    const lines = lengths.get(at.file) ?? [];
    const isInside = (line: number, column: number): boolean => column >= 1 && column <= (lines[line - 1] ?? -1) + 1;
    return !isInside(at.line, at.column) || !isInside(at.endLine, at.endColumn);
  });
}

describe('mutated files', () => {
  it('are read without an exception, in place', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async ({ path, text }) => {
        const files = await parseTexts({ [path]: text });
        expect(misplaced(files, { [path]: text })).toEqual([]);
        expect(misplaced(settleInfrastructure(files), { [path]: text })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('do not upset their neighbours', async () => {
    await fc.assert(
      fc.asyncProperty(
        edits,
        fc.constantFrom('main.tf', 'variables.tf', 'task-definitions/api.json.tmpl'),
        async (list, path) => {
          const texts = fixtureTexts('terraform/alb-to-ecs');
          texts[path] = list.reduce((text, edit) => {
            const at = text.length === 0 ? 0 : edit.at % text.length;
            return text.slice(0, at) + edit.insert + text.slice(at + edit.remove);
          }, texts[path] ?? '');
          settleInfrastructure(await parseTexts(texts));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('hostile files', () => {
  it.each([
    ['deep brackets', `x = ${'['.repeat(20_000)}`],
    ['deep calls', `locals {\n  x = ${'f('.repeat(5_000)}1${')'.repeat(5_000)}\n}\n`],
    ['deep conditions', `locals {\n  x = ${'true ? 1 : '.repeat(3_000)}2\n}\n`],
    ['a long line', `locals {\n  x = "${'a'.repeat(2_000_000)}"\n}\n`],
  ])('%s', async (_, text) => {
    settleInfrastructure(await parseTexts({ 'main.tf': text }));
  });

  it('doubling locals end within the budget', async () => {
    const levels = Array.from({ length: 40 }, (_, index) => `  a${index + 1} = [local.a${index}, local.a${index}]`);
    const text = `locals {\n  a0 = [1]\n${levels.join('\n')}\n}\nresource "aws_lb" "x" {\n  idle_timeout = length(flatten(local.a40))\n}\n`;
    const [file] = settleInfrastructure(await parseTexts({ 'main.tf': text }));
    expect(file?.facts.some((fact) => fact.kind === 'proxy')).toBe(true);
  });

  it('modules that multiply end within the budget', async () => {
    const call = (name: string, to: string) => `module "${name}" {\n  source = "../${to}"\n}\n`;
    const texts = Object.fromEntries(
      Array.from({ length: 14 }, (_, level) => [
        `m${level}/main.tf`,
        `${call('a', `m${level + 1}`)}${call('b', `m${level + 1}`)}${call('c', `m${level + 1}`)}resource "aws_lb" "x" {}\n`,
      ]),
    );
    const files = settleInfrastructure(await parseTexts(texts));
    expect(files.flatMap((file) => file.facts).length).toBeLessThan(10_000);
  });
});
