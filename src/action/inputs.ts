// The inputs of the Action as words of the command line, so that both understand and refuse the same things.
import { getBooleanInput, getInput, getMultilineInput } from '@actions/core';
import { type Arguments, readArguments } from '../cli/read-arguments.js';

export interface Inputs {
  /** Without a base, everything is reported. */
  argsFor(base: string | undefined): Arguments;
  /** Undefined to take the one of the event. */
  readonly base: string | undefined;
  readonly sarifFile: string | undefined;
  readonly annotations: boolean;
  readonly summary: boolean;
}

export function readInputs(): Inputs {
  const words = [
    ...wordsFor('config', given('config')),
    ...wordsFor('profile', given('profile')),
    ...wordsFor('fail-on', given('fail-on')),
  ];
  const paths = getMultilineInput('paths');
  return {
    // Behind --, a path that looks like an option is a path.
    argsFor: (base) => readArguments([...words, ...wordsFor('diff', base), '--', ...paths]),
    base: given('base'),
    sarifFile: given('sarif-file'),
    annotations: getBooleanInput('annotations'),
    summary: getBooleanInput('summary'),
  };
}
function given(name: string): string | undefined {
  const value = getInput(name);
  return value === '' ? undefined : value;
}
function wordsFor(option: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${option}=${value}`];
}
