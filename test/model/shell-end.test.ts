// Where shell text leads when its last command is a function.
import { expect, test } from 'vitest';
import { endsOfShell } from '../../src/model/shell-end.js';

const said = (text: string): string | undefined => {
  const { last } = endsOfShell(text);
  return last && `${last.hands} ${last.text}`;
};

test('the last command of its body', () => {
  const script = 'serve() {\n  echo "starting"\n  gunicorn shop.wsgi\n}\nmigrate\nserve\n';
  expect(said(script)).toBe('stays gunicorn shop.wsgi');
  const { last } = endsOfShell(script);
  expect(script.slice(last?.start, last?.end)).toBe('gunicorn shop.wsgi');
});

test('a word too long for a pattern is a command', () => {
  const word = 'a...'.repeat(20_000);
  expect(said(word)).toBe(`last ${word}`);
});

test('exec inside a function replaces the shell', () => {
  expect(said('function main {\n  exec node server.js "$@"\n}\nmain "$@"\n')).toBe('exec node server.js "$@"');
});

test('a function that calls another', () => {
  expect(said('run() {\n  exec node server.js\n}\nmain() {\n  run\n}\nmain\n')).toBe('exec node server.js');
});

test.each([
  ['arguments that the call does not pass on', 'main() {\n  exec "$@"\n}\nmain web\n'],
  ['conditions inside', 'main() {\n  if [ -n "$A" ]; then\n    exec a\n  fi\n  exec b\n}\nmain\n'],
  ['a body in the line of its name', 'main() { exec node server.js; }\nmain\n'],
  ['a circle', 'main() {\n  main\n}\nmain\n'],
])('nothing is said of %s', (_, script) => {
  expect(said(script)).toBeUndefined();
});

test.each([
  ['a variable with options', 'OPTS="--a --b=1"\nexec node $OPTS server.js\n', 'exec node --a --b=1 server.js'],
  ['a list', 'opts=(--a)\nopts+=("--b=1")\nexec node "${opts[@]}" server.js\n', 'exec node --a --b=1 server.js'],
  ['a list of others', 'a="--a"\nb="$a --b"\nexec node ${b} server.js\n', 'exec node --a --b server.js'],
  ['quotes, which keep it one word', 'OPTS="--a --b"\nexec node "$OPTS" server.js\n', 'exec node "--a --b" server.js'],
  ['a condition', 'OPTS="--a"\nif [ "$X" ]; then OPTS="--b"; fi\nexec node $OPTS s.js\n', 'exec node $OPTS s.js'],
  ['a function', 'OPTS="--a"\nset_up() {\n  OPTS="--b"\n}\nset_up\nexec node $OPTS s.js\n', 'exec node $OPTS s.js'],
  ['what the environment may hold', 'OPTS="${OPTS:---a}"\nexec node $OPTS s.js\n', 'exec node $OPTS s.js'],
  ['what is no option', 'FILE="server.js"\nexec node $FILE\n', 'exec node $FILE'],
])('options gathered in front: %s', (_, script, command) => {
  expect(said(script)).toBe(command);
});
