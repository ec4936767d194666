// Texts that no person writes: each would keep a pattern that tries every way of reading it busy for minutes.
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/api.js';
import { readTemplate } from '../../src/parsers/helm/template-lines.js';
import { fileParser } from '../../src/parsers/parse-files.js';
import { bindingsOf, namesIn } from '../../src/parsers/read-bindings.js';
import { scanImports } from '../../src/parsers/scan-imports.js';

const held = (path: string, text: string) => ({
  path,
  read: () => ({ ok: true as const, bytes: new TextEncoder().encode(text) }),
});
const long = 300_000;

describe('a text is looked at once', () => {
  it.each([
    ['empty lines of Terraform', 'main.tf', `${'\n'.repeat(long)}x`],
    ['empty lines of Terragrunt', 'terragrunt.hcl', `${'\n'.repeat(long)}x`],
    ['blanks of Terraform', 'main.tf', `resource "a" "b" {\n  name = ${'\n'.repeat(20_000)}\n}\n`],
    ['ends of lines in other scripts, of Terraform', 'main.tf', `resource "a" "b" {}\n${'\u2028'.repeat(60_000)}`],
    ['questions of Terraform', 'main.tf', `resource "a" "b" {\n  name = ${'? '.repeat(20_000)}\n}\n`],
    ['images without containers', 'task.json', `{${'"image":'.repeat(long / 8)}`],
    ['blanks of nginx', 'nginx.conf', `location ${' '.repeat(long)};`],
    ['words of nginx', 'nginx.conf', `http {\n  keepalive_timeout ${'- '.repeat(long / 3)};\n}\n`],
    ['documents that a script does not end', 'a.sh', `kubectl\n${'<<'.repeat(long / 3)}`],
    ['empty lines of settings', 'config/app.yaml', `${'\n'.repeat(65_000)}port`],
    ['blanks of a Makefile', 'Makefile', `A = ${' '.repeat(long)}x\nB = ${' #'.repeat(long / 2)}\n\tdocker build .\n`],
    ['charts that nobody installs', 'Makefile', 'helm '.repeat(long / 5)],
    ['blanks of a script', 'a.sh', `#!/bin/sh\nA=${' '.repeat(long)}$\nhelm install a b\n`],
    ['maps of a bake file', 'docker-bake.hcl', `target "a" {\n  args = ${'{a='.repeat(20_000)}`],
    ['comments of a bake file', 'docker-bake.hcl', `target "a" {}\n${'/*'.repeat(long / 2)}`],
    ['imports of Go', 'main.go', `package a\n${'import (\n'.repeat(long / 9)}`],
    [
      'brackets that Go never opened',
      'main.go',
      `package a\nimport "net/http"\nvar s = http.Server{}\nvar a = ${'-}}'.repeat(20_000)}\n`,
    ],
    [
      'names that Go declares',
      'main.go',
      `package a\nimport "net/http"\nvar s = http.Server{}\nvar ${'a,'.repeat(30_000)}a int\n`,
    ],
    [
      'values that Go sets',
      'main.go',
      `package a\nimport "net/http"\nvar s = http.Server{}\nvar x int\nfunc f() {\n${'x = x + x\n'.repeat(6000)}}\n`,
    ],
    [
      'names of signals in Go',
      'main.go',
      `package a\nimport "net/http"\nvar a = "${'SIGs'.repeat(long / 4)}:0"\nvar s = http.Server{}\n`,
    ],
    [
      'tags of Go',
      'main.go',
      `package a\nimport "net/http"\nvar s = http.Server{}\ntype T struct { A string \`${'-'.repeat(long)}\` }\n`,
    ],
    [
      'holes of CloudFormation',
      'a.yaml',
      `Resources:\n  A:\n    Type: AWS::ECS::Service\n    Properties:\n      Name: !Sub "${'${'.repeat(long / 2)}"\n`,
    ],
    ['stars of a comment', 'a.sh', `#!/bin/sh\n# hoplint-ignore a -- ${'*'.repeat(long)}x\n`],
    ['points of a number', 'a.js', `${'1.1.'.repeat(15_000)}\nhttp.createServer().listen(1)\n`],
    [
      'one function of many definitions',
      'a.js',
      `${'function a() { a(); }\n'.repeat(1500)}http.createServer().listen(1)\n`,
    ],
  ])('%s', async (_, path, text) => {
    const { errors } = await fileParser()(held(path, text));
    expect(errors).toEqual([]);
  });

  it('servers of one file, of which the first are enough', async () => {
    const servers = Array.from({ length: 500 }, (_, at) => `http.createServer().listen(${at});\n`).join('');
    const { facts } = await fileParser()(held('a.js', `const http = require('http');\n${servers}`));
    expect(facts?.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Only the first \d+ of the 500 servers in this file were read\.$/),
    ]);
  });

  it('queries of alerts', async () => {
    const text = `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: ${'a['.repeat(20_000)}\n`;
    const texts = new Map([['rules.yaml', text]]);
    const { errors } = await lint({ cwd: import.meta.dirname, paths: [], config: false, render: false, texts });
    expect(errors).toEqual([]);
  });

  it('actions of a template', () => {
    expect(readTemplate(`{{}${'`"\n'.repeat(10_000)}`).lines).toHaveLength(10_001);
    expect(readTemplate(`{{ "${'\\"'.repeat(long / 2)} }} a`).lines[0]?.kind).toBe('pattern');
    expect(readTemplate('{{'.repeat(long / 2)).lines).toHaveLength(1);
  });

  it('imports', () => {
    const specifiers = (path: string, text: string) =>
      scanImports(held(path, text))?.facts.flatMap((fact) => (fact.kind === 'imports' ? fact.specifiers : []));
    expect(specifiers('a.js', `import${'\t\n'.repeat(long / 2)}x;\nimport ( "./b" )`)).toEqual(['./b']);
    expect(specifiers('a.go', `package a\n${'\n'.repeat(long)}import "b"\n`)).toEqual(['b']);
  });

  it('names of a class that holds itself', async () => {
    const text = `export class Log {
  static port = 3000;
  static current = Log;
  static get all() { return { log: Log, of: [Log] }; }
${Array.from({ length: 40 }, (_, at) => `  static log${at} = Log;\n`).join('')}}
`;
    const { facts } = await namesIn({ path: 'log.ts', text }, 'bindings');
    const names = facts.flatMap((fact) => (fact.kind === 'bindings' ? Object.keys(fact.names) : []));
    expect(names).toContain('Log.port');
    expect(names.length).toBeLessThan(100);
  });
});

describe('a module that breaks its reader', () => {
  it('is told, and the others are read', async () => {
    const broken = {
      path: 'a.ts',
      read: () => ({
        ok: true as const,
        get bytes(): Uint8Array {
          throw new Error('broken');
        },
      }),
    };
    const files = new Map([broken, held('b.ts', 'export const port = 3000;\n')].map((each) => [each.path, each]));
    const errors: unknown[] = [];
    const read = await bindingsOf([...files.keys()], {
      moduleOf: () => [],
      files,
      failed: (error) => errors.push(error),
    });
    expect([...read.keys()]).toEqual(['b.ts']);
    expect(errors).toMatchObject([{ where: 'names (a.ts)', message: 'broken' }]);
  });
});
