// Functions of Terraform that take paths and names apart: folders often say what an application is called.
import { foreignPattern, isShort } from '../../../model/foreign-pattern.js';
import type { Location } from '../../../model/location.js';
import type { Builtin } from './list-functions.js';
import { knownScalar, type Settled, textOf } from './settled.js';

const onPath =
  (step: (path: string) => string): Builtin =>
  ([value], at) => {
    const path = textOf(value);
    return path === undefined ? undefined : knownScalar(step(path), at);
  };

function matched(values: readonly Settled[], at: Location): Settled | undefined {
  const [pattern, text] = values.map((value) => textOf(value));
  const expression = pattern === undefined ? undefined : foreignPattern(pattern);
  if (expression === undefined || text === undefined || !isShort(text)) return undefined;
  const found = expression.exec(text);
  if (found === null) return undefined;
  const [whole, ...groups] = found;
  return groups.length === 0
    ? knownScalar(whole, at)
    : { is: 'list', items: groups.map((group) => knownScalar(group ?? null, at)), at };
}

export const pathFunctions: Readonly<Record<string, Builtin>> = {
  // Where the repository lies on a disk nobody knows; what is inside it is the end of the path.
  abspath: onPath((path) => (path.startsWith('/') ? path : `/${path.replace(/^(?:\.\/)+|^\.$/, '')}`)),
  basename: onPath((path) => path.replace(/(?<!\/)\/+$/, '').replace(/^.*\//, '')),
  dirname: onPath((path) => (path.includes('/') ? path.slice(0, Math.max(path.lastIndexOf('/'), 1)) : '.')),
  regex: matched,
};
