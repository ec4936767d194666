// PodDisruptionBudgets, with selectors in both forms.
import type { DisruptionBudgetFact } from '../../model/facts.js';
import { present } from '../kit/yaml/node-reader.js';
import { get } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';
import { readSelector } from './selector.js';

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
