// What is wrong with annotations of objects that Terraform creates: names that nobody reads, values that are not accepted.
import { judgeAnnotationName } from '../../knowledge/judge-annotation.js';
import { judgeValue } from '../../knowledge/judge-value.js';
import { annotationEntries } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { Annotation, SettingMistake } from '../../model/facts.js';

/** `kind` is where they stand: the object's own kind, or `Pod` for those of a pod template. */
export function annotationMistakes(
  kind: string,
  annotations: readonly Annotation[],
  serviceType = 'ClusterIP',
): readonly SettingMistake[] {
  const values = new Map(annotations.map(({ key, value }) => [key, value]));
  // Of names that a variable gives, any may be the one that another needs beside it.
  const isOpen = annotations.some(({ key }) => isFilledIn(key));
  return annotations.flatMap(({ key, keyAt, value, at }): SettingMistake[] => {
    if (isFilledIn(key)) return [];
    const name = isOpen
      ? undefined
      : judgeAnnotationName({
          kind,
          key: { text: key, at: keyAt, quoted: true },
          valueOf: (annotation) => values.get(annotation),
          serviceType: () => serviceType,
        });
    const entries = annotationEntries(key).filter(
      (each) => each.key.on.includes(kind) && each.key.key === undefined && each.key.path === undefined,
    );
    const judged = isFilledIn(value) || entries.length === 0 ? [] : judgeValue(key, literal(value, at), entries);
    return [...(name === undefined ? [] : [name]), ...judged].map(withoutFix);
  });
}
const isFilledIn = (text: string): boolean => text.includes('${');
/** It is one of YAML: HCL quotes both sides, and a map may be made by a function. */
function withoutFix({ fix: _, ...mistake }: SettingMistake): SettingMistake {
  return mistake;
}
