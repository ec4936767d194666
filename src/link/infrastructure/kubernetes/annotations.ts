// Annotations of objects that Terraform creates: known, written as JSON, or filled in where the configuration is applied.
import type { Expression } from '../../../model/expression.js';
import type { Annotation } from '../../../model/facts.js';
import { nameless } from '../../settings/annotation-settings.js';
import { asMap } from '../values/merged-maps.js';
import { isUnset, placeOfSettled, plainOf, type Settled, textOf } from '../values/settled.js';

function jsonText(value: Settled): string | undefined {
  const plain = value.is === 'json' ? plainOf(value.value) : undefined;
  return plain === undefined ? undefined : JSON.stringify(plain);
}
/** Terraform turns every value of the map into text. */
export function annotationsOf(value: Settled | undefined): readonly Annotation[] {
  if (value === undefined || isUnset(value)) return [];
  const map = asMap(value);
  const annotations = map.entries.flatMap(({ key, keyAt, value: inner }) => {
    const text = textOf(inner) ?? jsonText(inner) ?? openText(inner);
    return isUnset(inner) ? [] : [{ key, value: text, isString: true, keyAt, at: placeOfSettled(inner) }];
  });
  if (map.open === undefined) return annotations;
  // Any name may be among those that nobody knows.
  const { at } = map.open;
  const others = holeOf(map.open);
  return [{ key: others, value: others, isString: true, keyAt: at, at }, ...annotations];
}
/** A text with holes where its parts are not known. */
export function openText(value: Settled): string {
  const expression = value.is === 'scalar' ? value.expression : undefined;
  const operands =
    expression?.kind === 'arithmetic' && expression.operator === '+' ? expression.operands : [expression];
  return operands.map((each) => (each?.kind === 'literal' ? String(each.value) : holeOf(each))).join('');
}
/** By the name that stands for it, where one does. */
function holeOf(expression: Expression | undefined): string {
  if (expression?.kind === 'convert') return holeOf(expression.operand);
  const text = expression?.kind === 'unknown' ? expression.text : '';
  const name = expression?.kind === 'name' ? expression.name : /^(?:var|local)\.[\w-]+/.exec(text)?.[0];
  return name === undefined ? nameless : `\${${name}}`;
}
