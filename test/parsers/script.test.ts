// What hoplint reads in shell scripts: the command they end in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScriptFact } from '../../src/model/facts.js';
import { readShell } from '../../src/model/shell.js';
import { script } from '../../src/parsers/script/index.js';
import { parseScript } from '../../src/parsers/script/parse-script.js';

function read(...lines: string[]): ScriptFact {
  const [fact] = parseScript({ path: 'entrypoint.sh', text: lines.join('\n') }).facts;
  if (fact?.kind !== 'script') throw new Error('no script fact');
  return fact;
}

describe('which files', () => {
  it('takes scripts by ending or by their first line', () => {
    expect(script.accepts('docker/entrypoint.sh')).toBe(true);
    expect(script.gate({ path: 'bin/start', text: '#!/usr/bin/env bash\nnode x' })).toBe(true);
    expect(script.gate({ path: 'bin/start', text: '#!/usr/bin/env node\nx()' })).toBe(false);
    expect(script.gate({ path: 'LICENSE', text: 'Apache' })).toBe(false);
  });
  it.each([
    ['#!/bin/sh -e', 'sh'],
    ['#!/usr/bin/env bash', 'bash'],
    ['#!/usr/bin/dumb-init /bin/sh', 'dumb-init sh'],
    ['node x', 'sh'],
  ])('reads the interpreter of %s', (line, interpreter) => expect(read(line).interpreter).toBe(interpreter));
});

describe('the end of a script', () => {
  it.each([
    ['a plain last command', ['set -e', 'node server.js'], { command: 'node server.js', exec: false }],
    ['exec', ['npm run migrate', 'exec node server.js'], { command: 'node server.js', exec: true }],
    ['exec "$@"', ['exec "$@"'], { command: '"$@"', exec: true }],
    ['exec through wrappers', ['exec dumb-init node \\', '  x.js'], { command: 'dumb-init node x.js', exec: true }],
    ['options of exec', ['exec -a api node x.js'], { command: 'node x.js', exec: true }],
    ['nothing behind exec counts', ['exec node x.js', 'echo gone'], { command: 'node x.js', exec: true }],
    [
      'a condition before the end',
      ['if [ -n "$M" ]; then', '  npm run migrate', 'fi', 'node x.js'],
      { command: 'node x.js', exec: false },
    ],
    [
      'a here-document before the end',
      ['cat > c <<EOF', 'exec nothing', 'EOF', 'exec node x.js'],
      { command: 'node x.js', exec: true },
    ],
    ['redirecting exec is none', ['exec 2>&1', 'node x.js'], { command: 'node x.js', exec: false }],
    ['a pipe', ['node x.js | tee log'], { command: 'node x.js', exec: false }],
    [
      'waited for',
      ['trap "kill $!" TERM', 'node x.js &', 'wait $!'],
      { command: 'node x.js', exec: false, background: true },
    ],
  ])('%s', (_, lines, last) => expect(read('#!/bin/sh', ...lines).last).toMatchObject(last));

  it('is not told where branches differ', () => {
    const fact = read('case "$1" in', '  web|api) exec node web.js ;;', '  *) exec node worker.js ;;', 'esac');
    expect(fact.last).toBeUndefined();
    expect(fact.otherwise?.map((end) => end.command)).toEqual(['node web.js', 'node worker.js']);
  });
  it('is told where branches agree', () => {
    const fact = read('if [ -f a ]; then', 'exec node x.js', 'else', 'exec node x.js', 'fi');
    expect(fact.last).toMatchObject({ command: 'node x.js', exec: true });
  });
  it('passes over the step that starts the script again as another user', () => {
    const fact = read('if [ "$(id -u)" = 0 ]; then exec gosu app "$0" "$@"; fi', 'exec "$@"');
    expect(fact.last?.command).toBe('"$@"');
    expect(fact.otherwise).toBeUndefined();
  });
  it('is that of the function that is called last', () => {
    const { last } = read('main() {', '  node x.js', '}', 'main "$@"');
    expect(last).toMatchObject({ command: 'node x.js', exec: false, at: { line: 2, column: 3 } });
  });
  it.each(['source /docker-entrypoint.sh', '. ./run.sh start'])('is unknown where another script goes on: %s', (line) =>
    expect(read('#!/bin/bash', 'set -e', line).last).toBeUndefined(),
  );
  it('keeps traps of the stop signal', () => {
    expect(read("trap 'kill -TERM $PID' TERM INT", 'trap - EXIT', 'trap "x" USR1').traps).toMatchObject([
      { text: 'kill -TERM $PID', at: { line: 1 } },
    ]);
  });
  it('never throws on any text', () => {
    const piece = fc.constantFrom(
      ...'if fi case esac in ;; ( ) { } && || | & ; <<E E\n " \' ` $( ${ } \\ # exec node x\n \n for do done'.split(
        ' ',
      ),
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        for (const command of readShell(text).commands) {
          expect(command.start).toBeLessThanOrEqual(command.end);
          expect(command.end).toBeLessThanOrEqual(text.length);
        }
        parseScript({ path: 'a.sh', text });
      }),
      { numRuns: 500 },
    );
  });
});
