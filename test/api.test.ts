// The public API as a program uses it, and the example of its page.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as api from '../src/index.js';
import { project, removeProjects, shop } from './cli/kit/hoplint.js';

removeProjects();
const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');

describe('lint', () => {
  it('needs nothing but a folder', async () => {
    const result = await api.lint({ cwd: shop(), render: false });
    expect(result.findings.map((each) => each.ruleId)).toContain('keepalive-race');
    expect(result.model.paths).toHaveLength(1);
  });

  it('obeys the configuration of the folder, or none, or another', async () => {
    const cwd = shop(5000, {
      'hoplint.yaml': 'rules: { keepalive-race: off }\n',
      'other.yaml': 'ignore: ["app/**"]\n',
    });
    const ids = async (input: api.LintInput): Promise<readonly string[]> =>
      (await api.lint({ cwd, render: false, ...input })).findings.map((each) => each.ruleId);
    expect(await ids({})).not.toContain('keepalive-race');
    expect(await ids({ config: false })).toContain('keepalive-race');
    expect(await ids({ config: 'other.yaml' })).not.toContain('keepalive-race');
    expect(await ids({ config: false, exclude: ['app'] })).not.toContain('keepalive-race');
    expect(await ids({ config: false, paths: ['deploy'] })).not.toContain('keepalive-race');
  });

  it('takes texts in place of files', async () => {
    const cwd = shop();
    const text = readFileSync(join(cwd, 'app/server.js'), 'utf8').replace('5000', '75000');
    const { findings } = await api.lint({ cwd, render: false, texts: new Map([['app/server.js', text]]) });
    expect(findings.map((each) => each.ruleId)).not.toContain('keepalive-race');
  });

  it('says where a configuration is wrong', async () => {
    const cwd = project({ 'hoplint.yaml': 'profile: strict\nrulez: {}\n' });
    const failure = await api.lint({ cwd }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(api.ConfigurationError);
    expect(failure).toMatchObject({ problems: [{ at: { file: 'hoplint.yaml', line: 2 } }] });
    await expect(api.lint({ cwd: project(), exclude: ['!x'] })).rejects.toThrow(TypeError);
  });
});

describe('report', () => {
  it.each(api.formats)('renders %s', async (format) => {
    const result = await api.lint({ cwd: shop(), render: false });
    expect(await api.report(result, format)).toContain('keepalive-race');
  });

  it('knows no other format', async () => {
    const result = await api.lint({ cwd: project(), render: false });
    await expect(api.report(result, 'pdf')).rejects.toThrow(/no format "pdf"; there is pretty/);
  });
});

describe('the page', () => {
  const folder = mkdtempSync(join(root, 'node_modules/.api-example-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has an example that compiles', () => {
    const example = /```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
    writeFileSync(join(folder, 'example.ts'), example);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    const settings = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;
    const options = { ...settings, paths: { hoplint: [join(root, 'src/index.ts')] } };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['example.ts'] }));
    const compiler = join(root, 'node_modules/tsc7/bin/tsc');
    const compile = (): string =>
      spawnSync(process.execPath, [compiler, '--project', join(folder, 'tsconfig.json')], { encoding: 'utf8' }).stdout;
    expect(compile()).toBe('');
    writeFileSync(join(folder, 'example.ts'), example.replace('finding.message', 'finding.massage'));
    expect(compile()).toContain('massage');
  });

  it('names every export', () => {
    for (const name of Object.keys(api)) expect(page).toMatch(new RegExp(`\`${name}[(\`]`));
  });
});
