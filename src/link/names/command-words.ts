// Words of a command before the shell, or Kubernetes, has filled in their variables: what they stand for, and what nobody sees.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';

/** Options that may stand among the words out of sight: a variable that is a word of its own. */
export function hiddenOptions(words: readonly string[], at: Location): Expression | undefined {
  const hidden = words.find((word, index) => isHidden(word) && !takesValue(words[index - 1]));
  if (hidden === undefined) return undefined;
  const text = `the arguments that ${hidden} stands for are not in the scan`;
  return { kind: 'unknown', reason: 'dynamic', text, at };
}
/** `$APP_MODULE` holds the name of the application, and no options. */
const isHidden = (word: string): boolean =>
  /^\$(?:[@*]|\{[@*]\}|\w+|\{\w+\}|\(\w+\))$/.test(word) && !/(?:app|module|[aw]sgi)\W*$/i.test(word);
/** `--workers $COUNT`: an option without a value of its own. */
const takesValue = (word: string | undefined): boolean => word !== undefined && /^--?[A-Za-z][\w.-]*$/.test(word);

/** `--bind=X`, `--bind X`, `-b X` and `-bX`; the last one counts. */
export function lastGiven(words: readonly string[], names: readonly string[]): string | undefined {
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index] ?? '';
    for (const name of names) {
      if (word === name) return words[index + 1];
      if (name.startsWith('--') ? word.startsWith(`${name}=`) : word.startsWith(name) && !word.startsWith('--'))
        return word.slice(name.length).replace(/^=/, '');
    }
  }
  return undefined;
}

/** What a word stands for once its variables are filled in. */
export function wordExpression(word: string, at: Location): Expression {
  if (!word.includes('$')) return literal(word, at);
  const [, braced, fallback, kubernetes, plain] =
    /^(?:\$\{(\w+)(?::?-([^${}]{0,300}))?\}|\$\((\w+)\)|\$(\w+))$/.exec(word) ?? [];
  const name = braced ?? kubernetes ?? plain;
  if (name === undefined) return { kind: 'unknown', reason: 'dynamic', text: `the shell puts "${word}" together`, at };
  const variable: Expression = { kind: 'env', name, at };
  return fallback === undefined
    ? variable
    : { kind: 'fallback', mode: 'if-missing', options: [variable, literal(fallback, at)], at };
}
