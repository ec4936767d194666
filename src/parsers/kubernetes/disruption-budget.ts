// PodDisruptionBudgets, with selectors in both forms.
import type { DisruptionBudgetFact, SelectorFact } from '../../model/facts.js';
import { items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

export function readDisruptionBudget(object: ManifestObject): DisruptionBudgetFact {
  const { reader, root } = object;
  return {
    ...object.base,
    kind: 'disruption-budget',
    ...present({
      selector: readSelector(reader, get(root, 'spec', 'selector')),
      minAvailable: reader.text(root, 'spec', 'minAvailable'),
      maxUnavailable: reader.text(root, 'spec', 'maxUnavailable'),
    }),
  };
}

function readSelector(reader: NodeReader, node: YamlNode | undefined): SelectorFact | undefined {
  if (node?.kind !== 'map') return undefined;
  return {
    at: reader.at(node),
    labels: reader.stringMap(node, 'matchLabels'),
    expressions: items(node, 'matchExpressions').flatMap((each) => {
      const key = reader.string(each, 'key');
      const operator = reader.string(each, 'operator');
      if (key === undefined || operator === undefined) return [];
      return [{ key, operator, values: reader.words(each, 'values') ?? [] }];
    }),
  };
}
