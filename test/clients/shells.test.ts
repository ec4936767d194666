// Completions in the shells they are for: what a user gets who presses Tab.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtCommandLine, temporaryFolder } from './kit/checkout.js';
import { debianProgram } from './kit/install.js';

let cli = '';
beforeAll(() => {
  cli = builtCommandLine();
});
function scriptFor(shell: string): string {
  const { stdout, status } = spawnSync(process.execPath, [cli, 'completions', shell], { encoding: 'utf8' });
  expect(status).toBe(0);
  const file = join(temporaryFolder(), shell === 'zsh' ? '_hoplint' : `hoplint.${shell}`);
  writeFileSync(file, stdout);
  return file;
}
function run(program: string, ...args: readonly string[]): readonly string[] {
  const home = temporaryFolder();
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, TERM: 'dumb' };
  const ran = spawnSync(program, args, { encoding: 'utf8', env, cwd: home, timeout: 60_000 });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line !== '');
}

describe('fish', () => {
  it.each([
    ['hoplint paths --format ', ['html', 'json', 'mermaid', 'svg', 'text']],
    ['hoplint --profile ', ['recommended', 'strict']],
    ['hoplint explain keepalive', ['keepalive-race']],
    ['hoplint comp', ['completions']],
  ])('completes %o', (typed, words) => {
    const fish = debianProgram('fish');
    const script = scriptFor('fish');
    const offered = run(fish, '--no-config', '-c', `source ${script}; complete -C ${JSON.stringify(typed)}`);
    expect(offered.map((line) => line.split('\t')[0])).toEqual(expect.arrayContaining([...words]));
  });
});

describe('zsh', () => {
  it.each([
    ['hoplint paths --format ', ['html', 'json', 'mermaid', 'svg', 'text']],
    ['hoplint --profile ', ['recommended', 'strict']],
    ['hoplint explain keepalive', ['keepalive-race']],
  ])('completes %o', (typed, words) => {
    const zsh = debianProgram('zsh');
    const folder = join(scriptFor('zsh'), '..');
    // A shell inside a pseudo terminal, asked with the keys a user presses; what it offers is listed below the line.
    const driver = `
      zmodload zsh/zpty
      zpty shell ${zsh} -f -i
      zpty -w shell 'PS1= ; unsetopt zle_bracketed_paste; bindkey "^I" complete-word; LISTMAX=1000; fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u; zstyle ":completion:*" list-prompt ""; setopt list_packed; echo READY'
      zpty -r shell seen '*READY*READY*'
      zpty -w -n shell ${JSON.stringify(typed)}$'\\t\\t'
      sleep 2
      zpty -w -n shell $'\\x15'
      zpty -w shell 'echo D''ONE'
      zpty -r shell seen '*DONE*'
      print -r -- "$seen"
      zpty -d shell`;
    const seen = run(zsh, '-f', '-c', driver).join(' ');
    for (const word of words) expect(seen).toContain(word);
  });
});
