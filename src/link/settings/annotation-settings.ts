// Settings in the annotations of Kubernetes objects that Terraform or the values of a chart create.
import { annotationEntries } from '../../knowledge/lookup.js';
import { type Expression, literal } from '../../model/expression.js';
import type { Annotation, ProductSettings, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

export function annotationSettings(kind: string, annotations: readonly Annotation[]): readonly ProductSettings[] {
  const byProduct = new Map<string, WrittenSetting[]>();
  for (const annotation of annotations) {
    for (const { product, setting, key } of annotationEntries(annotation.key)) {
      const requires = key.requires;
      const companion = annotations.find((each) => each.key === requires?.annotation);
      if (!key.on.includes(kind) || (requires !== undefined && companion?.value !== requires.value)) continue;
      const text = key.key === undefined ? annotation.value : pairIn(annotation.value, key.key);
      if (text === undefined) continue;
      const written: WrittenSetting = {
        name: setting,
        key: key.key ?? key.name,
        value: isFilledIn(text) ? filledIn(text, annotation.at) : literal(text, annotation.at),
        keyAt: annotation.keyAt,
      };
      const list = byProduct.get(product);
      if (list === undefined) byProduct.set(product, [written]);
      else list.push(written);
    }
  }
  return [...byProduct].map(([product, settings]) => ({ product, settings }));
}

const isFilledIn = (text: string): boolean => text.includes('${');
function filledIn(text: string, at: Location): Expression {
  return { kind: 'unknown', reason: 'dynamic', text: `${JSON.stringify(text)} is filled in where it is applied`, at };
}

/** `a=1,b=2`: the value behind one of the names. */
function pairIn(text: string, name: string): string | undefined {
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
