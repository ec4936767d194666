// Settings in the annotations of Kubernetes objects that Terraform or the values of a chart create.
import { annotationEntries, annotationKeys, type KeyEntry } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import { type Expression, literal } from '../../model/expression.js';
import type { Annotation, ProductSettings, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { SettingName } from '../../model/setting-names.js';

export function annotationSettings(kind: string, annotations: readonly Annotation[]): readonly ProductSettings[] {
  const byProduct = new Map<string, WrittenSetting[]>();
  const add = (product: string, written: WrittenSetting): void => {
    const list = byProduct.get(product);
    if (list === undefined) byProduct.set(product, [written]);
    else list.push(written);
  };
  const hidden = annotations.find(({ key }) => isHole(key));
  // What is written wins.
  if (hidden !== undefined)
    for (const { product, setting, key } of keysOn(kind)) add(product, hiddenSetting(setting, key, hidden));
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
      add(product, written);
    }
  }
  return [...byProduct].map(([product, settings]) => ({ product, settings }));
}

/** What stands for a part that is filled in where the configuration is applied, and has no name. */
export const nameless = '${value}';
/** The whole name is filled in: any may be meant. */
export const isHole = (key: string): boolean => /^\$\{[^{}]*\}$/.test(key);
const keysOn = perName((kind) =>
  [...annotationKeys().values()].flat().filter(({ key }) => key.on.includes(kind) && key.requires === undefined),
);
function hiddenSetting(
  name: SettingName,
  key: KeyEntry<'annotation'>['key'],
  { key: hole, at }: Annotation,
): WrittenSetting {
  const place = hole === nameless ? 'the annotations that are filled in where it is applied' : hole;
  const text = `it may be set by ${key.key ?? key.name}, which ${place} may hold`;
  return { name, key: key.key ?? key.name, value: { kind: 'unknown', reason: 'dynamic', text, at }, keyAt: at };
}

const isFilledIn = (text: string): boolean => text.includes('${');
function filledIn(text: string, at: Location): Expression {
  const what = text === nameless ? 'it' : JSON.stringify(text);
  return { kind: 'unknown', reason: 'dynamic', text: `${what} is filled in where it is applied`, at };
}

/** `a=1,b=2`: the value behind one of the names. */
function pairIn(text: string, name: string): string | undefined {
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
