// --fix, --fix-unsafe and --dry-run through the door a user takes: which files change, and which bytes of them.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployment, hoplint, shop as impatientShop, project, removeProjects, server } from './kit/hoplint.js';

removeProjects();

const windows = process.platform === 'win32';
const read = (folder: string, file = 'app/server.js'): string => readFileSync(join(folder, file), 'utf8');
const fixed = server(65_000);
/** With time enough for idle connections: the fix of the server is whole by itself. */
const patient = deployment.replace('      containers:', '      terminationGracePeriodSeconds: 120\n      containers:');
const shop = (keepAlive: number): string => impatientShop(keepAlive, { 'deploy/api.yaml': patient });

describe('--fix', () => {
  it('writes the fix, reports what is left, and says what it did', async () => {
    const cwd = shop(5000);
    const { code, out, err } = await hoplint(['--fix'], { cwd });
    expect(read(cwd)).toBe(fixed);
    expect(out).not.toContain('keepalive-race');
    expect(err).toBe('hoplint: 1 fix applied to 1 file: app/server.js.\n');
    expect(code).toBe(0);
    expect((await hoplint(['--fix'], { cwd })).err).toBe('hoplint: 0 fixes applied to 0 files.\n');
  });

  it('takes both halves of a fix, in two files', async () => {
    const cwd = impatientShop(5000);
    const { err } = await hoplint(['--fix'], { cwd });
    expect(err).toBe('hoplint: 1 fix applied to 2 files: app/server.js, deploy/api.yaml.\n');
    expect(read(cwd)).toBe(fixed);
    expect(read(cwd, 'deploy/api.yaml')).toContain('terminationGracePeriodSeconds: 85');
  });

  it.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['tabs and blanks at line ends', (text: string) => text.replace('\nserver.', '\t \nserver.')],
    ['no line end at the end', (text: string) => text.trimEnd()],
    ['characters outside the Latin alphabet', (text: string) => `// 日本 😀\n${text}`],
  ])('keeps %s', async (_, changed) => {
    const cwd = shop(5000);
    writeFileSync(join(cwd, 'app/server.js'), changed(server(5000)));
    await hoplint(['--fix'], { cwd });
    expect(read(cwd)).toBe(changed(fixed));
  });

  it.skipIf(windows)('keeps the mode of the file', async () => {
    const cwd = shop(5000);
    chmodSync(join(cwd, 'app/server.js'), 0o755);
    await hoplint(['--fix'], { cwd });
    expect(statSync(join(cwd, 'app/server.js')).mode & 0o777).toBe(0o755);
  });

  it('leaves what somebody has to look over to --fix-unsafe', async () => {
    const cwd = shop(75_000);
    writeFileSync(join(cwd, 'deploy/api.yaml'), patient.replace(/^ +readinessProbe.*\n/m, ''));
    writeFileSync(
      join(cwd, 'app/server.js'),
      `${server(75_000)}`.replace(
        "response.end('ok')",
        "request.url === '/healthz' ? response.end('ok') : response.end()",
      ),
    );
    await hoplint(['--fix'], { cwd });
    expect(read(cwd, 'deploy/api.yaml')).not.toContain('readinessProbe');
  });

  it('does not touch a finding that is ignored', async () => {
    const text = server(5000).replace('server.keep', '// hoplint-ignore keepalive-race -- behind a CDN\nserver.keep');
    const cwd = shop(5000);
    writeFileSync(join(cwd, 'app/server.js'), text);
    await hoplint(['--fix-unsafe'], { cwd });
    expect(read(cwd)).toBe(text);
  });

  it.skipIf(windows)('writes through no link, and says so', async () => {
    const cwd = shop(5000);
    renameSync(join(cwd, 'app'), join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'app'));
    const { err } = await hoplint(['--fix', 'app', 'deploy', 'compose.yaml'], { cwd });
    expect(err).toContain('app/server.js was not changed: a link leads to it.');
    expect(read(cwd, 'real/server.js')).toBe(server(5000));
  });

  it('leaves other repositories and standard input alone', async () => {
    const app = shop(5000);
    const infra = project({ 'api.yaml': deployment });
    rmSync(join(app, 'deploy'), { recursive: true });
    await hoplint(['--fix', '--with', app], { cwd: infra });
    expect(read(app)).toBe(server(5000));
    const cwd = shop(75_000);
    await hoplint(['--fix', '-', '.', '--stdin-filename', 'app/server.js'], { cwd, input: server(5000) });
    expect(read(cwd)).toBe(server(75_000));
  });
});

describe('--dry-run', () => {
  it('prints a patch and writes nothing', async () => {
    const cwd = shop(5000);
    const { code, out, err } = await hoplint(['--dry-run'], { cwd });
    expect(out).toBe(
      [
        '--- a/app/server.js',
        '+++ b/app/server.js',
        '@@ -1,6 +1,6 @@',
        " import { createServer } from 'node:http';",
        ' ',
        " const server = createServer((request, response) => response.end('ok'));",
        '-server.keepAliveTimeout = 5000;',
        '+server.keepAliveTimeout = 65000;',
        ' server.listen(3000);',
        " process.on('SIGTERM', () => server.close(() => process.exit(0)));",
        '',
      ].join('\n'),
    );
    expect(err).toMatch(/^hoplint: 1 fix would change 1 file\.\nhoplint: 1 error/);
    expect(code).toBe(1);
    expect(read(cwd)).toBe(server(5000));
  });

  it.each([
    ['as it is', (text: string) => text],
    ['with the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['without a line end at the end', (text: string) => text.trimEnd()],
  ])('prints what `git apply` takes, for a file %s', async (_, changed) => {
    const cwd = shop(5000);
    writeFileSync(join(cwd, 'app/server.js'), changed(server(5000)));
    const { out } = await hoplint(['--dry-run', '--quiet'], { cwd });
    const applied = spawnSync('git', ['apply', '-'], { cwd, input: out, encoding: 'utf8' });
    expect(applied.stderr).toBe('');
    expect(read(cwd)).toBe(changed(fixed));
  });

  it('leaves standard output to the patch', async () => {
    const cwd = shop(5000);
    const refused = await hoplint(['--dry-run', '--format', 'json'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('--format json=FILE');
    const { out } = await hoplint(['--dry-run', '--format', 'json=out.json'], { cwd });
    expect(out).toMatch(/^--- a\/app/);
    expect(JSON.parse(read(cwd, 'out.json')).findings.map((each: { ruleId: string }) => each.ruleId)).toContain(
      'keepalive-race',
    );
  });

  it('shows what would command a terminal or a CI runner as text', async () => {
    const cwd = shop(5000);
    const lines = '/*\n::error::one\n\u001b[2J ##[error]two\n*/\n';
    writeFileSync(join(cwd, 'app/server.js'), server(5000).replace('server.keep', `${lines}server.keep`));
    const { out } = await hoplint(['--dry-run'], { cwd });
    expect(out).not.toContain('\u001b');
    expect(out).not.toMatch(/^\s*::|##\[/m);
    expect(out).toContain('\\u001b[2J');
    expect(out).toContain('+server.keepAliveTimeout');
  });
});

it('the fixes of JSON are the edits that --fix makes', async () => {
  const cwd = shop(5000);
  const { out } = await hoplint(['--format', 'json'], { cwd });
  const finding = JSON.parse(out).findings.find((each: { ruleId: string }) => each.ruleId === 'keepalive-race');
  expect(finding.fixes[0]).toMatchObject({
    safe: true,
    edits: [{ location: { file: 'app/server.js', line: 4, column: 27, endLine: 4, endColumn: 31 }, newText: '65000' }],
  });
});
