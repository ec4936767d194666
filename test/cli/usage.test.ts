// Mistakes on the command line: exit code 2, nothing on standard output, one line that helps.
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hoplint, project, removeProjects, shop } from './kit/hoplint.js';

removeProjects();
const empty = project();

describe('a mistake', () => {
  it.each([
    [['--frmat', 'json'], 'there is no option "--frmat"; did you mean "--format"?'],
    [['-x'], 'there is no option "-x".'],
    [['--format', 'jsno'], 'there is no format "jsno"; did you mean "json"?'],
    [['--format', 'yaml'], 'there is no format "yaml"; there is pretty, json, sarif'],
    [['--format'], '--format needs a value: --format FORMAT.'],
    [['--format='], '--format needs a value: --format FORMAT.'],
    [['--format', 'sarif='], '--format sarif= needs a file after the =.'],
    [['--config', '--quiet'], '--config needs a value: --config FILE.'],
    [['--quiet=yes'], '--quiet takes no value.'],
    [['--fail-on', 'eror'], 'there is no value of --fail-on "eror"; did you mean "error"?'],
    [['--profile', 'strct'], 'did you mean "strict"?'],
    [['--rule', 'keepalive-rase=off'], 'there is no rule "keepalive-rase"; did you mean "keepalive-race"?'],
    [['--rule', 'keepalive-race'], '--rule needs a severity: --rule keepalive-race=error, warning, note or off.'],
    [['--rule', 'keepalive-race=of'], 'there is no severity for keepalive-race "of"; did you mean "off"?'],
    [['gone'], 'there is no file or folder "gone".'],
    [['expain'], 'there is no file or folder "expain"; did you mean the command "explain"?'],
    [['--with', 'gone'], '--with names "gone", and there is no such file or folder.'],
    [['--exclude', '!x'], 'the glob "!x" starts with !'],
    [['--config', 'gone.yaml'], 'gone.yaml:1:1: gone.yaml cannot be read.'],
    [['--quiet', '--verbose'], '--quiet and --verbose contradict each other.'],
    [
      ['--format', 'json', '--format', 'sarif'],
      'json and sarif cannot both go to standard output: write one to a file, --format sarif=FILE.',
    ],
    [['--format', 'json=a', '--format', 'sarif=a'], 'two reports cannot both go to a.'],
    [['--format', 'json=a', '-o', 'b'], '-o has no report left to write'],
    [['paths', '--fail-on', 'error'], 'hoplint paths has no option --fail-on; it belongs to hoplint lint.'],
    [['--explain'], 'hoplint has no option --explain; it belongs to hoplint paths.'],
    [['explain'], 'explain needs the id of a rule or the code of a finding'],
    [['explain', 'keepalive'], 'there is no rule "keepalive"'],
    [['explain', '0123456789ab'], 'no finding of this run has a code that starts with 0123456789ab'],
    [['rules', 'all'], 'hoplint rules takes no "all"; usage: hoplint rules'],
    [['defaults', 'aws-abl'], 'there is no product "aws-abl"; did you mean "aws-alb"?'],
    [['completions'], 'completions needs a shell'],
    [['completions', 'bsh'], 'there is no shell "bsh"; did you mean "bash"?'],
  ])('such as %j', async (args, words) => {
    const { code, out, err } = await hoplint(args, { cwd: empty });
    expect(err).toContain(words);
    expect(err.startsWith('hoplint: ')).toBe(true);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('in hoplint.yaml is shown with its place, each on a line', async () => {
    const cwd = project({ 'hoplint.yaml': 'profil: strict\nrules:\n  keepalive-rase: off\n' });
    const { code, err } = await hoplint([], { cwd });
    expect(code).toBe(2);
    expect(err).toBe(
      'hoplint: hoplint.yaml:1:1: the configuration has no key "profil"; did you mean "profile".\n' +
        'hoplint: hoplint.yaml:3:3: There is no rule "keepalive-rase"; did you mean "keepalive-race".\n',
    );
  });

  it('cannot move the cursor or command a CI runner', async () => {
    const { err } = await hoplint(['\u001b[2Jx\n::error::owned\n##[add-mask]y'], { cwd: empty });
    expect(err).not.toMatch(/^\s*::|##\[/m);
    expect(err).not.toContain('\u001b');
    expect(err).toContain('\\u001b[2Jx\\u000a::error::owned');
  });
});

describe('an output file', () => {
  it('that cannot be written is told before any work', async () => {
    const cwd = project({ 'kept/x': '' });
    const cases = [
      ['gone/out.json', 'gone/out.json cannot be written: there is no folder gone.'],
      ['kept', 'kept is a folder, so nothing can be written to it.'],
      ['kept/x/out.json', 'kept/x/out.json cannot be written: kept/x is no folder.'],
    ] as const;
    for (const [file, words] of cases) {
      const { code, err, out } = await hoplint(['--format', 'json', '-o', file], { cwd });
      expect([code, err, out]).toEqual([2, `hoplint: ${words}\n`, '']);
    }
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'in a folder without permission is told',
    async () => {
      const cwd = project();
      mkdirSync(join(cwd, 'locked'));
      chmodSync(join(cwd, 'locked'), 0o500);
      const { code, err } = await hoplint(['--format', 'json', '-o', 'locked/out.json'], { cwd });
      expect([code, err]).toEqual([2, expect.stringContaining('permission denied')]);
    },
  );

  it.skipIf(process.platform === 'win32')('is never written through a link', async () => {
    const outside = project({ 'victim.txt': 'precious\n' });
    const cwd = project();
    symlinkSync(join(outside, 'victim.txt'), join(cwd, 'out.json'));
    const { code, err } = await hoplint(['--format', 'json', '-o', 'out.json'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('out.json is a link, and hoplint does not write through links.');
    expect(readFileSync(join(outside, 'victim.txt'), 'utf8')).toBe('precious\n');
  });

  it('is replaced as a whole', async () => {
    const cwd = shop();
    writeFileSync(join(cwd, 'out.json'), 'x'.repeat(1_000_000));
    await hoplint(['--format', 'json', '-o', 'out.json', 'app'], { cwd });
    expect(() => JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).not.toThrow();
    expect(readdirSync(cwd).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('may be standard output or a device', async () => {
    const cwd = project();
    expect(JSON.parse((await hoplint(['--format=json', '-o', '-'], { cwd })).out).findings).toEqual([]);
    expect(await hoplint(['--format=json', '-o', '/dev/null'], { cwd })).toMatchObject({ code: 0, out: '' });
  });
});
