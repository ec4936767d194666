// The functions that templates call: those of Go, of Sprig and of Helm whose result is certain. What is not here stays unknown.
import { collectionFunctions } from './functions-collections.js';
import { logicFunctions } from './functions-logic.js';
import { numberFunctions } from './functions-numbers.js';
import { textFunctions } from './functions-text.js';
import type { TemplateFunction } from './functions-types.js';
import { yamlFunctions } from './functions-yaml.js';

const named: ReadonlyMap<string, TemplateFunction> = new Map(
  [logicFunctions, numberFunctions, textFunctions, collectionFunctions, yamlFunctions].flatMap((each) =>
    Object.entries(each),
  ),
);

export const functions = {
  /** `mustX` is `X` that fails where it cannot. */
  get: (name: string): TemplateFunction | undefined =>
    named.get(name) ??
    (/^must[A-Z]/.test(name) ? named.get(`${name.charAt(4).toLowerCase()}${name.slice(5)}`) : undefined),
};
