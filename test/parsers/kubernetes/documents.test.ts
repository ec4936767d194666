// Files as they are found: templates, broken documents, suppressions, and anything a fuzzer makes of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Location } from '../../../src/model/location.js';
import { entry } from '../../../src/parsers/kubernetes/index.js';
import { parse } from '../../../src/parsers/kubernetes/parse.js';
import { fuzz } from '../kit/fuzz.js';

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports: [{ port: 80 }]\n`;
const names = (text: string): string[] =>
  parse({ path: 'all.yaml', text }).facts.flatMap((fact) =>
    'name' in fact && typeof fact.name === 'string' ? [fact.name] : [],
  );

describe('documents', () => {
  it('that are templates are passed over with a note, and their neighbours read', () => {
    const text = `${service('one')}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n---\n${service('two')}`;
    expect(names(text)).toEqual(['one', 'two']);
    expect(parse({ path: 'all.yaml', text }).problems).toMatchObject([
      { kind: 'skipped', code: 'templated', at: { line: 11 }, message: expect.stringContaining('Helm') },
    ]);
  });

  it('that are broken are a problem with a line, and their neighbours read', () => {
    const text = `${service('one')}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: [broken\n---\n${service('two')}`;
    expect(names(text)).toContain('one');
    expect(names(text)).toContain('two');
    expect(parse({ path: 'all.yaml', text }).problems).toMatchObject([
      { kind: 'syntax', code: 'yaml-syntax', at: { file: 'all.yaml' } },
    ]);
  });

  it('that are templates by the name of their file may hold any mark', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: board\ndata:\n  board.json: |-\nTHE_BOARD\n';
    expect(parse({ path: 'board.yaml.tpl', text }).problems).toMatchObject([
      {
        kind: 'skipped',
        code: 'templated',
        at: { line: 7 },
        message: expect.stringContaining('by its name or its marks'),
      },
    ]);
    expect(parse({ path: 'board.yaml', text }).problems).toMatchObject([{ kind: 'syntax', code: 'yaml-syntax' }]);
  });

  it.each(['%%NAME%%', '%NAME%', '@shop.name@'])('whose values begin with the mark %s are templates', (mark) => {
    const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${mark}\n`;
    expect(parse({ path: 'service.yaml', text }).problems).toMatchObject([{ kind: 'skipped', code: 'templated' }]);
    const broken = text.replace(mark, '%broken');
    expect(parse({ path: 'service.yaml', text: broken }).problems).toMatchObject([{ code: 'yaml-syntax' }]);
  });

  it('with a name in brackets alone on a line are templates', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    <FIRST_NOTE>\n    <NOTE_2>\n    a.b/c: "true"\n';
    expect(parse({ path: 'service.yaml', text }).problems).toMatchObject([{ kind: 'skipped', code: 'templated' }]);
    const broken = text.replace('<FIRST_NOTE>', 'first <NOTE>');
    expect(parse({ path: 'service.yaml', text: broken }).problems).toMatchObject([{ code: 'yaml-syntax' }]);
  });

  it('of JSON that break off are a problem too', () => {
    const problems = parse({ path: 'all.json', text: '{"apiVersion": "v1", "kind": "List", "items": [' }).problems;
    expect(problems).toMatchObject([{ kind: 'syntax', code: 'json-syntax' }]);
  });

  it('without kind or apiVersion, and of kinds nobody routes with, give nothing', () => {
    expect(
      parse({ path: 'a.yaml', text: 'name: x\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: x }\n' })
        .facts,
    ).toEqual([]);
  });

  it('name a Secret only by its name', () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\nstringData: { TOKEN: hidden }\n';
    expect(JSON.stringify(parse({ path: 'a.yaml', text }))).not.toContain('hidden');
  });
});

describe('the gate', () => {
  it.each([
    ['deploy/api.yaml', service('api'), true],
    ['<stdin>', service('api'), true],
    ['api.json', '{"apiVersion": "v1", "kind": "Service"}', true],
    ['base/kustomization.yaml', 'resources: [api.yaml]', true],
    ['base/Kustomization', 'resources: [api.yaml]', true],
    ['deploy/production.tmpl', service('api'), true],
    ['deploy/api.yaml.in', service('api'), true],
    ['nginx.conf.tmpl', '# apiVersion and kind of the object\nlisten 80;', false],
    ['shop/Chart.yaml', 'name: shop', true],
    ['values.yaml', 'replicas: 2', false],
    ['src/index.ts', service('api'), false],
  ])('%s', (path, text, open) => {
    expect(entry.accepts(path) && entry.gate({ path, text })).toBe(open);
  });
});

describe('suppressions', () => {
  it('stand in comments and in an annotation of the object', () => {
    const text = [
      'apiVersion: v1',
      'kind: Service',
      'metadata:',
      '  name: api',
      '  annotations:',
      '    hoplint.dev/ignore: "readiness-missing until=2030-01-01 started by hand"',
      'spec:',
      '  # hoplint-ignore port-mismatch, dns-pinned until=2027-01-31 -- moved next week',
      '  # and this explains it',
      '  ports: [{ port: 80 }] # hoplint-ignore external-dns -- one line only',
      'status: "# hoplint-ignore none -- a value is no comment"',
    ].join('\n');
    expect(parse({ path: 'a.yaml', text }).suppressions).toMatchObject([
      {
        rules: ['port-mismatch', 'dns-pinned'],
        reason: 'moved next week',
        until: '2027-01-31',
        covers: { from: 8, to: 10 },
      },
      { rules: ['external-dns'], reason: 'one line only', covers: { from: 10, to: 10 } },
      { rules: ['readiness-missing'], reason: 'started by hand', until: '2030-01-01', covers: { from: 1, to: 11 } },
    ]);
  });
});

// ---------------------------------------------------------------- properties

const folder = join(import.meta.dirname, '../../../fixtures/parsers/kubernetes');
const inputs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:yaml|json)$/.test(path))
  .map((path) => readFileSync(join(folder, path), 'utf8'));

/** Cuts, doubles and overwrites pieces of a real file. */
const mutated = fc
  .tuple(
    fc.constantFrom(...inputs),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.string({ maxLength: 12 })), {
      maxLength: 6,
    }),
  )
  .map(([input, edits]) =>
    edits.reduce((text, [where, length, insert]) => {
      const at = Math.floor(where * text.length);
      return text.slice(0, at) + insert + text.slice(at + length);
    }, input),
  );
const anything = fc.oneof(
  mutated,
  fc.string({ maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        'apiVersion: v1\n',
        'kind: Service\n',
        'metadata:\n',
        '  name: x\n',
        '- ',
        '---\n',
        '{{',
        '&a ',
        '*a',
        '? ',
        ': ',
        '"',
        '\t',
        '\u0000',
        'spec:\n',
        '[',
        '}',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);

function locations(value: unknown, found: Location[] = []): Location[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('endColumn' in value) found.push(value as Location);
  else for (const each of Object.values(value)) locations(each, found);
  return found;
}

describe('any text', () => {
  it.each(['any.yaml', 'any.json', 'kustomization.yaml', 'Chart.yaml'])(
    'as %s never throws, is plain data, and has all places inside the file',
    (path) => {
      fc.assert(
        fc.property(anything, (text) => {
          const read = parse({ path, text });
          expect(JSON.parse(JSON.stringify(read))).toEqual(read);
          const lines = text.split(/\r\n?|\n/);
          for (const at of locations(read)) {
            expect(at.file).toBe(path);
            expect(at.line).toBeGreaterThanOrEqual(1);
            expect(at.line).toBeLessThanOrEqual(at.endLine);
            expect(at.endLine).toBeLessThanOrEqual(lines.length);
            expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] ?? '').length + 1);
            expect(at.endColumn).toBeLessThanOrEqual((lines[at.endLine - 1] ?? '').length + 1);
          }
        }),
        fuzz(400),
      );
    },
  );
});
