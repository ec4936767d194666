// Numbers the user assumes; unknown unless stated.
import type { Declarations } from '../../model/declarations.js';
import { pointAt } from '../../model/location.js';
import { type Setting, unknown } from '../../model/setting.js';
import type { Assumptions } from '../../model/topology.js';

export function assumptionsOf(declarations: Declarations): Assumptions {
  return {
    endpointPropagation:
      declarations.endpointPropagation ??
      unstated('endpointPropagation', 'how long traffic goes on arriving at a stopping pod'),
    slowestRequest:
      declarations.slowestRequest ?? unstated('slowestRequest', 'how long the slowest legitimate request takes'),
  };
}
function unstated(key: string, what: string): Setting {
  return unknown({
    kind: 'not-in-scan',
    text: `no file says ${what}`,
    settle: `State it as assume.${key} in hoplint.yaml.`,
    at: pointAt('hoplint.yaml', 1),
  });
}
