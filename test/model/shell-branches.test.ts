// Where a script leads for each first argument that it asks for.
import { expect, test } from 'vitest';
import { branchesOnFirst } from '../../src/model/shell-branches.js';

const said = (text: string): readonly string[] | undefined =>
  branchesOnFirst(text)?.ends.map(
    ({ word = 'any other', end, shifted = 0 }) =>
      `${word}: ${end === undefined ? 'open' : `${end.hands} ${end.text}`}${shifted === 0 ? '' : `, ${shifted} dropped`}`,
  );

test('a chain of tests', () => {
  const script = '#!/bin/bash\nif [ "$1" == "worker" ]\nthen\n  celery\nelif [[ $1 = api ]]; then\n  gunicorn\nfi\n';
  expect(said(script)).toEqual(['worker: last celery', 'api: last gunicorn', 'any other: open']);
});

test('what stands behind a branch that leaves', () => {
  const script = 'if [ "$1" = worker ]; then\n  exec celery\nfi\nexec gunicorn\n';
  expect(said(script)).toEqual(['worker: exec celery', 'any other: exec gunicorn']);
});

test('patterns with their commands below and beside them, and an argument that is dropped', () => {
  const script =
    'case "$1" in\n  web) exec gunicorn ;;\n  worker|beat)\n    shift\n    exec celery "$@"\n    ;;\n  *) exec "$@" ;;\nesac\n';
  expect(said(script)).toEqual([
    'web: exec gunicorn',
    'worker: exec celery "$@", 1 dropped',
    'beat: exec celery "$@", 1 dropped',
    'any other: exec "$@"',
  ]);
});

test('a variable that holds the argument, with what it is where there is none', () => {
  const script = 'role=${1:-web}\ncase "$role" in\n  web) exec gunicorn ;;\nesac\n';
  expect(branchesOnFirst(script)?.fallback).toBe('web');
  expect(said(script)).toEqual(['web: exec gunicorn', 'any other: open']);
});

test('a place in the script is the place in its text', () => {
  const script = 'case "$1" in\n  web) exec gunicorn ;;\nesac\n';
  const end = branchesOnFirst(script)?.ends[0]?.end;
  expect(script.slice(end?.start, end?.end)).toBe('exec gunicorn');
});

test.each([
  ['patterns for several words at once', 'case $1 in\n  web*) exec gunicorn ;;\nesac\nexec "$@"\n'],
  ['another variable', 'case $ROLE in\n  web) exec gunicorn ;;\nesac\necho "$1"\n'],
  ['a variable that is set twice', 'role=$1\nrole=web\ncase $role in\n  web) exec gunicorn ;;\nesac\n'],
  ['the argument of a function', 'say() {\n  if [ "$1" = web ]; then\n    exec gunicorn\n  fi\n}\nexec "$@"\n'],
  ['a compound command that never ends', 'if [ "$1" = web ]; then\n  exec gunicorn\n'],
])('nothing is said of %s', (_, script) => {
  expect(said(script)).toBeUndefined();
});

test('other conditions inside a branch leave it open', () => {
  const script =
    'if [ "$1" = web ]; then\n  if [ -n "$DEBUG" ]; then\n    exec flask\n  else\n    exec gunicorn\n  fi\nfi\nexec "$@"\n';
  expect(said(script)?.[0]).toBe('web: open');
});
