// What github.com/vrischmann/envconfig makes of a field: names after its whole path, in two spellings, and tags like `envconfig:"optional,default=5s"`.
import { perObject } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import type { StructField } from '../file.js';
import { keyedElements } from './flow.js';
import type { Scope } from './scope.js';
import { wordsOf } from './words.js';

const library = 'github.com/vrischmann/envconfig';

export const isOfVrischmann = (scope: Scope, { tags }: StructField): boolean =>
  tags.has('envconfig')
    ? importsLibrary(scope) || parts(tags.get('envconfig')).some((each) => each === 'optional' || isDefault(each))
    : importsLibrary(scope) && filledBy(scope) !== undefined;
const importsLibrary = perObject(({ file }: Scope): boolean =>
  [...file.imports.values()].some(({ base }) => base === library),
);
const parts = (tag: string | undefined): readonly string[] => (tag ?? '').split(',');
const isDefault = (part: string): boolean => part.startsWith('default=');

export const vrischmannDefault = ({ tags }: StructField): string | undefined =>
  parts(tags.get('envconfig')).find(isDefault)?.slice('default='.length);

/** `steps`: the fields that lead to it, itself last, each with the struct that has it. */
export function vrischmannVariables(
  scope: Scope,
  steps: readonly { readonly owner: string; readonly field: StructField }[],
): readonly Expression[] {
  const last = steps.at(-1)?.field;
  if (last === undefined) return [];
  const at = scope.file.at(last.node);
  const own = parts(last.tags.get('envconfig')).findLast(
    (each) => each !== 'optional' && !isDefault(each) && each !== '',
  );
  if (own === '-') return [];
  if (own !== undefined) return [{ kind: 'env', name: own, at }];
  const filled = filledBy(scope);
  const start = steps.findIndex(({ owner }) => owner === filled?.type);
  if (filled?.prefix === undefined || start < 0) {
    const text = `the name under which ${last.name} is looked up in the environment shows where its struct is filled`;
    return [{ kind: 'unknown', reason: 'dynamic', text, at }];
  }
  const path = steps.slice(start).map(({ field }) => field.name);
  const spelled = [path.map(wordsOf), path].map((names) =>
    [filled.prefix, ...names]
      .filter((each) => each !== '')
      .join('_')
      .toUpperCase(),
  );
  return [...new Set(spelled)].map((name): Expression => ({ kind: 'env', name, at }));
}
/** The struct of this file that the library fills, and what it puts in front; undefined for the prefix where that is put together. */
const filledBy = perObject(
  (scope: Scope): { readonly type: string; readonly prefix: string | undefined } | undefined => {
    const { file } = scope;
    for (const call of scope.nodes('call_expression')) {
      const called = file.calledFunction(call) ?? '';
      if (!called.startsWith(`${library}.Init`)) continue;
      const [target, given] = file.callArguments(call);
      const type = scope.typeOf(target);
      if (!type.startsWith('.')) continue;
      const options = given?.type === 'composite_literal' ? keyedElements(scope, given) : [];
      const prefix =
        given === undefined ? '' : options.length > 0 ? options.find(({ name }) => name === 'Prefix')?.value : given;
      return { type: type.slice(1), prefix: prefix === '' ? '' : file.stringValue(prefix) };
    }
    return undefined;
  },
);
