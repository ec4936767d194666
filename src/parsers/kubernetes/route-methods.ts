// What a rule of a route says of trying again, where it takes requests of some methods alone.
import { routeShapes } from '../../knowledge/lookup.js';
import type { ProductSettings } from '../../model/facts.js';
import { isInside } from '../../model/location.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { ManifestObject } from './object.js';

/** https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Which methods are tried again is said by the rule itself then: none that may not run twice. */
export function withoutHarmlessRetries(
  { reader, root, kind, group }: ManifestObject,
  settings: readonly ProductSettings[],
): readonly ProductSettings[] {
  const harmless = routeShapes(kind, group).flatMap(({ backends, matches, method }) => {
    const list = /^[^[]+\[\]/.exec(backends)?.[0];
    if (list === undefined || matches === undefined || method === undefined) return [];
    return selectNodes(root, list).filter(({ node }) => repeatsSafely(node, matches, method));
  });
  if (harmless.length === 0) return settings;
  const places = harmless.map(({ node }) => reader.at(node));
  return settings.map((each) => ({
    ...each,
    settings: each.settings.filter(
      ({ name, keyAt }) => name !== 'outbound.retryScope' || !places.some((place) => isInside(keyAt, place)),
    ),
  }));
}
function repeatsSafely(rule: YamlNode, matches: string, method: string): boolean {
  const found = selectNodes(rule, matches);
  const methods = found.map(({ node }) => selectNodes(node, method)[0]?.node);
  return found.length > 0 && methods.every((each) => each?.kind === 'scalar' && idempotent.has(each.text));
}
