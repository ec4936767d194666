// --diff and --staged: only what a change touches, at the end that it touched.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployment, hoplint, project, removeProjects, server, shop } from './kit/hoplint.js';
import { type Repository, repository } from './kit/repository.js';

removeProjects();

interface Report {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly message: string;
    readonly location: { readonly file: string; readonly line: number };
    readonly related: readonly { readonly message: string; readonly location: { readonly file: string } }[];
  }[];
}
async function findings(folder: string, ...args: readonly string[]): Promise<Report['findings']> {
  const { out, err, code } = await hoplint([...args, '--format', 'json'], { cwd: folder });
  expect(code, err).not.toBe(2);
  return (JSON.parse(out) as Report).findings.filter((each) => each.ruleId === 'keepalive-race');
}
const places = (list: Report['findings']): readonly string[] =>
  list.map(({ location }) => `${location.file}:${location.line}`);

/** A race that has been there all along: 5 s in the server against 60 s of ingress-nginx. */
const racing = (): Repository => repository(shop(5000));

describe('--diff', () => {
  it('is silent about what the branch has no hand in', async () => {
    const { folder, git, write, commit } = racing();
    git('checkout', '--quiet', '-b', 'work');
    write('README.md', '# Shop\n');
    write('app/other.js', 'export const answer = 42;\n');
    commit();
    expect(places(await findings(folder))).toEqual(['app/server.js:4']);
    expect(places(await findings(folder, '--diff', 'main'))).toEqual([]);
    expect((await hoplint(['--diff', 'main'], { cwd: folder })).code).toBe(0);
  });

  it('reports at the server when the server was changed', async () => {
    const { folder, git, write, commit } = repository(shop(75_000));
    git('checkout', '--quiet', '-b', 'work');
    write('app/server.js', server(5000));
    commit();
    expect(places(await findings(folder, '--diff', 'main'))).toEqual(['app/server.js:4']);
  });

  it('reports at the Ingress when the Ingress came', async () => {
    const [workload = '', service = '', ingress = ''] = deployment.split('---\n');
    const { folder, git, write, commit } = repository(shop(5000, { 'deploy/api.yaml': `${workload}---\n${service}` }));
    git('checkout', '--quiet', '-b', 'work');
    write('deploy/ingress.yaml', ingress);
    commit();
    const [finding] = await findings(folder, '--diff', 'main');
    expect(finding?.location.file).toBe('deploy/ingress.yaml');
    expect(finding?.related.map((each) => each.location.file)).toContain('app/server.js');
    expect(finding?.message).toContain('5 s');
  });

  it('sees what is not committed yet, new files included', async () => {
    const { folder, write } = repository(shop(75_000));
    write('app/server.js', server(5000));
    expect(places(await findings(folder, '--diff', 'HEAD'))).toEqual(['app/server.js:4']);
  });

  it('reports a finding that came by a line that is gone', async () => {
    const { folder, git, write, commit } = repository(shop(75_000));
    git('checkout', '--quiet', '-b', 'work');
    write('app/server.js', server(75_000).replace(/^server\.keepAliveTimeout.*\n/m, ''));
    commit();
    expect(places(await findings(folder, '--diff', 'main'))).toEqual(['app/server.js:4']);
  });

  it('compares with where the branch left the base, not with what came to it since', async () => {
    const { folder, git, write, commit } = racing();
    git('checkout', '--quiet', '-b', 'work');
    write('README.md', '# Shop\n');
    commit();
    git('checkout', '--quiet', 'main');
    write('app/server.js', `// Somebody else was here.\n${server(6000)}`);
    commit();
    git('checkout', '--quiet', 'work');
    expect(places(await findings(folder, '--diff', 'main'))).toEqual([]);
  });

  it('knows a renamed file again', async () => {
    const { folder, git, commit } = racing();
    git('checkout', '--quiet', '-b', 'work');
    mkdirSync(join(folder, 'manifests'));
    renameSync(join(folder, 'deploy/api.yaml'), join(folder, 'manifests/shop.yaml'));
    commit();
    expect(places(await findings(folder))).toEqual(['app/server.js:4']);
    expect(places(await findings(folder, '--diff', 'main'))).toEqual([]);
  });

  it('takes line ends alone for no change', async () => {
    const { folder, write } = racing();
    write('app/server.js', server(5000).replaceAll('\n', '\r\n'));
    expect(places(await findings(folder, '--diff', 'HEAD'))).toEqual([]);
  });

  it('works from a folder below the top, and through a link to it', async () => {
    const { folder, write } = repository(project({ 'team/app/server.js': server(75_000), ...inTeam() }));
    write('team/app/server.js', server(5000));
    expect(places(await findings(join(folder, 'team'), '--diff', 'HEAD'))).toEqual(['app/server.js:4']);
  });

  it('leaves the finding alone that stands in another repository', async () => {
    const infra = repository(project({ 'api.yaml': deployment }));
    const app = racing();
    rmSync(join(app.folder, 'deploy'), { recursive: true });
    app.commit();
    expect(places(await findings(app.folder, '--with', infra.folder, '--diff', 'HEAD'))).toEqual([]);
    app.write('app/server.js', server(6000));
    expect(places(await findings(app.folder, '--with', infra.folder, '--diff', 'HEAD'))).toEqual(['app/server.js:4']);
  });

  it.each([
    ['a commit that is not there', 'gone', 'git knows no commit "gone" here'],
    ['what looks like an option of git', '--output=x', '--diff needs a value'],
  ])('says why it cannot tell: %s', async (_, base, words) => {
    const { folder } = racing();
    const { code, err } = await hoplint(['--diff', base], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('says why it cannot tell: a shallow clone', async () => {
    const { folder, git, write, commit } = racing();
    git('checkout', '--quiet', '-b', 'work');
    write('README.md', '# Shop\n');
    commit();
    write('README.md', '# The shop\n');
    commit();
    git('checkout', '--quiet', 'main');
    write('README.md', '# A shop\n');
    commit();
    const clone = join(project(), 'clone');
    git('clone', '--quiet', '--depth', '1', '--no-single-branch', '--branch', 'work', `file://${folder}`, clone);
    const { code, err } = await hoplint(['--diff', 'origin/main'], { cwd: clone });
    expect(code).toBe(2);
    expect(err).toMatch(/no commit in common.*shallow.*fetch-depth: 0/);
  });

  it('says why it cannot tell: no checkout', async () => {
    const { code, err } = await hoplint(['--diff', 'main'], { cwd: shop() });
    expect(code).toBe(2);
    expect(err).toContain('git cannot tell what changed here: not a git repository');
  });

  it.skipIf(process.platform === 'win32')('starts nothing that the repository names', async () => {
    const { folder, git, write } = racing();
    const trap = join(folder, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch "${join(folder, 'sprung')}"\ncat\n`);
    chmodSync(trap, 0o755);
    const names = [
      'core.fsmonitor',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'core.pager',
      'core.sshCommand',
      'core.alternateRefsCommand',
    ];
    for (const name of names) git('config', name, trap);
    write('.gitattributes', '* diff=evil filter=evil\n');
    write('app/server.js', server(6000));
    expect(places(await findings(folder, '--diff', 'HEAD'))).toEqual(['app/server.js:4']);
    expect(places(await findings(folder, '--staged'))).toEqual([]);
    expect(existsSync(join(folder, 'sprung'))).toBe(false);
  });
});

/** The shop one folder deeper, without its server. */
function inTeam(): Record<string, string> {
  const folder = shop();
  const files = ['deploy/api.yaml', 'app/package.json', 'app/Dockerfile', 'compose.yaml'];
  return Object.fromEntries(files.map((file) => [`team/${file}`, readFileSync(join(folder, file), 'utf8')]));
}

describe('--staged', () => {
  it('reads the index and not the work tree', async () => {
    const { folder, git, write } = repository(shop(75_000));
    write('app/server.js', server(5000));
    git('add', 'app/server.js');
    write('app/server.js', server(75_000));
    expect(places(await findings(folder))).toEqual([]);
    expect(places(await findings(folder, '--staged'))).toEqual(['app/server.js:4']);
    expect((await hoplint(['--staged'], { cwd: folder })).out).toContain('4 │ server.keepAliveTimeout = 5000;');
  });

  it('does not see what is not staged', async () => {
    const { folder, write } = repository(shop(75_000));
    write('app/server.js', server(5000));
    expect(places(await findings(folder, '--staged'))).toEqual([]);
  });

  it('does not see files that git does not know', async () => {
    const [workload = '', service = '', ingress = ''] = deployment.split('---\n');
    const { folder, git, write } = repository(shop(5000, { 'deploy/api.yaml': `${workload}---\n${service}` }));
    write('deploy/ingress.yaml', ingress);
    expect(places(await findings(folder, '--staged'))).toEqual([]);
    git('add', 'deploy/ingress.yaml');
    rmSync(join(folder, 'deploy/ingress.yaml'));
    expect(places(await findings(folder, '--staged'))).toEqual(['deploy/ingress.yaml:3']);
  });

  it('takes everything for new before the first commit', async () => {
    const { folder, git } = repository(shop(5000));
    git('update-ref', '-d', 'HEAD');
    expect(places(await findings(folder, '--staged'))).toEqual(['app/server.js:4']);
  });

  it.each([
    [['--staged', '--diff', 'HEAD'], 'contradict each other'],
    [['--staged', '--fix'], 'fix first, then stage'],
    [['--staged', '--baseline', 'b.json', '--update-baseline'], 'a part of them only'],
  ])('%j is refused', async (args, words) => {
    const { code, err } = await hoplint(args, { cwd: racing().folder });
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
