// --baseline and --update-baseline: old findings stay out of the way, new ones do not, and what is settled is said.
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hoplint, project, removeProjects, server, shop } from './kit/hoplint.js';

removeProjects();

const record = ['--baseline', 'b.json', '--update-baseline'];
const compare = ['--baseline', 'b.json'];

describe('a baseline', () => {
  it('takes what is there today, and later runs are quiet about it', async () => {
    const cwd = shop(5000);
    const recorded = await hoplint(record, { cwd });
    expect(recorded).toMatchObject({ code: 0, err: '' });
    expect(recorded.out).toMatch(/No findings, \d+ in the baseline/);
    const first = readFileSync(join(cwd, 'b.json'), 'utf8');
    expect(first).not.toMatch(/:\d+[),; ]/);
    const { version, findings } = JSON.parse(first);
    expect(version).toBe(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ ruleId: 'keepalive-race', files: ['app/server.js', 'deploy/api.yaml'], places: 1 }),
    );
    expect((await hoplint(compare, { cwd })).code).toBe(0);
    expect((await hoplint([], { cwd })).code).toBe(1);
    expect((await hoplint(record, { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'b.json'), 'utf8')).toBe(first);
  });

  it('holds when lines move and when the value changes to another bad one', async () => {
    const cwd = shop(5000);
    await hoplint(record, { cwd });
    writeFileSync(join(cwd, 'app/server.js'), `// A line more.\n\n${server(6000)}`);
    expect((await hoplint(compare, { cwd })).code).toBe(0);
  });

  it('does not hide what comes later', async () => {
    const cwd = shop(75_000);
    await hoplint(record, { cwd });
    writeFileSync(join(cwd, 'app/server.js'), server(5000));
    const { code, out } = await hoplint(compare, { cwd });
    expect(code).toBe(1);
    expect(out).toContain('keepalive-race');
  });

  it('does not hide the same mistake in one place more', async () => {
    const ingress = (name: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: ${name}\n  annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "60s" }\nspec: { ingressClassName: nginx }\n`;
    const cwd = project({ 'one.yaml': ingress('one') });
    await hoplint(record, { cwd });
    expect((await hoplint(compare, { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'two.yaml'), ingress('two'));
    expect((await hoplint(compare, { cwd })).code).toBe(1);
  });

  it('names what is settled, in words and as JSON, and forgets it on the next update', async () => {
    const cwd = shop(5000);
    await hoplint(record, { cwd });
    writeFileSync(join(cwd, 'app/server.js'), server(75_000));
    const { out } = await hoplint(compare, { cwd });
    expect(out).toContain('Settled since the baseline was written');
    expect(out).toMatch(/app\/server\.js +keepalive-race/);
    const json = JSON.parse((await hoplint([...compare, '--format=json'], { cwd })).out);
    expect(json.settled).toMatchObject([{ ruleId: 'keepalive-race', file: 'app/server.js' }]);
    await hoplint(record, { cwd });
    expect(JSON.parse(readFileSync(join(cwd, 'b.json'), 'utf8')).findings).not.toContainEqual(
      expect.objectContaining({ ruleId: 'keepalive-race' }),
    );
    expect((await hoplint(compare, { cwd })).out).not.toContain('Settled');
  });

  it('keeps what a run of a part did not look at', async () => {
    const cwd = shop(5000);
    await hoplint(record, { cwd });
    const { out } = await hoplint([...compare, 'deploy'], { cwd });
    expect(out).not.toContain('Settled');
    await hoplint([...record, 'deploy'], { cwd });
    expect((await hoplint(compare, { cwd })).code).toBe(0);
  });

  it('counts a file that is gone as looked at', async () => {
    const cwd = shop(5000);
    await hoplint(record, { cwd });
    rmSync(join(cwd, 'app/server.js'));
    expect((await hoplint(compare, { cwd })).out).toContain('Settled since the baseline was written');
  });

  it('is no matter for findings that a comment ignores', async () => {
    const cwd = shop(5000);
    const ignored = server(5000).replace(
      'server.keepAliveTimeout',
      '// hoplint-ignore keepalive-race -- behind a CDN\nserver.keepAliveTimeout',
    );
    writeFileSync(join(cwd, 'app/server.js'), ignored);
    await hoplint(record, { cwd });
    expect(JSON.parse(readFileSync(join(cwd, 'b.json'), 'utf8')).findings).not.toContainEqual(
      expect.objectContaining({ ruleId: 'keepalive-race' }),
    );
  });

  it.each([
    [['--update-baseline'], undefined, 'needs the file'],
    [compare, undefined, 'there is no baseline b.json; --update-baseline writes one'],
    [compare, '{', 'it is no JSON'],
    [compare, '[]', 'it is no baseline of hoplint'],
    [compare, '{"version":9}', 'its version is 9, and this hoplint reads 1'],
    [compare, '{"version":1,"findings":[{}]}', 'finding 1 of it has no fingerprint'],
  ])('%j with %j is refused', async (args, text, words) => {
    const cwd = project(text === undefined ? {} : { 'b.json': text });
    const { code, err } = await hoplint(args, { cwd });
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  it.skipIf(process.platform === 'win32')('is not written through a link', async () => {
    const cwd = shop(5000, { 'other.json': '{}' });
    symlinkSync('other.json', join(cwd, 'b.json'));
    expect((await hoplint(record, { cwd })).code).toBe(2);
    expect(readFileSync(join(cwd, 'other.json'), 'utf8')).toBe('{}');
  });
});
