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
