// Flux fills in variables after the build (postBuild): what they certainly are, in the objects of a build.
// https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
import { textPiece } from '../kit/pieces.js';
import { entry, type Sourced, sourceOf, textOf } from '../kit/sourced.js';
import { scalarValue } from '../kit/yaml/scalar.js';
import { type BuiltObject, put } from './built-object.js';

export interface Variables {
  readonly known: ReadonlyMap<string, Sourced>;
  /** Others may be set where nobody sees it, in a Secret. */
  readonly mayBeMore: boolean;
}

export function substituteVariables(objects: readonly BuiltObject[], variables: Variables): void {
  for (const { root } of objects) if (!isExempt(root)) inside(root, false, variables);
}

const switchKey = 'kustomize.toolkit.fluxcd.io/substitute';
const isExempt = (root: Sourced): boolean =>
  ['labels', 'annotations'].some((field) => textOf(entry(root, 'metadata', field, switchKey)) === 'disabled');

/** What the cluster takes as text only: a number that Flux writes there is one more mistake, and not ours to find. */
const textKeys = /^(?:annotations|labels|data|stringData|matchLabels|selector|env|command|args)$/;

function inside(value: Sourced, isText: boolean, variables: Variables): void {
  if (value.kind === 'map') {
    for (const [key, held] of value.entries) {
      const texts = isText || textKeys.test(key);
      put(value, key, filled(held.value, texts, variables));
      inside(held.value, texts, variables);
    }
  } else if (value.kind === 'list') {
    const elements = value.items as Sourced[];
    for (const [index, item] of elements.entries()) {
      elements[index] = filled(item, isText, variables);
      inside(item, isText, variables);
    }
  }
}

const variable = /\$\{([A-Za-z_]\w*)(?::[-=]([^${}]*))?\}/g;

function filled(value: Sourced, isText: boolean, { known, mayBeMore }: Variables): Sourced {
  const expression = value.kind === 'unknown' ? value.expression : textOf(value);
  // A longer text would lose the places of its lines.
  if (expression === undefined || !expression.includes('${') || expression.includes('\n')) return value;
  let from = sourceOf(value);
  let isKnown = true;
  const text = expression.replaceAll(variable, (whole, name: string, fallback: string | undefined) => {
    const given = known.get(name);
    const written = given === undefined ? (mayBeMore ? undefined : fallback) : textOf(given);
    if (written === undefined) isKnown = false;
    else if (whole === expression && given !== undefined) from = sourceOf(given) ?? from;
    return written ?? whole;
  });
  if (!isKnown || text === '' || /\$\{|\{\{/.test(text)) return value;
  const read = isText ? text : scalarValue(text, false, undefined);
  const place = from === undefined ? {} : { from };
  if (typeof read === 'number') return { kind: 'number', value: read, float: true, ...place };
  if (typeof read === 'boolean') return { kind: 'boolean', value: read, ...place };
  return { kind: 'text', pieces: [textPiece(text, from)] };
}
