// What is wrong with a hoplint.yaml, in words: each complaint with its place and the nearest right word.
import { nearestName } from '../knowledge/spelling.js';
import type { Location } from '../model/location.js';
import { get, type YamlNode } from '../parsers/kit/yaml/read-yaml.js';
import type { ConfigurationProblem } from './configuration.js';
import type { ValidationError } from './validate.generated.js';

export interface KnownNames {
  readonly rules: readonly string[];
  readonly products: readonly string[];
}

/** Only the deepest complaint about each place: `oneOf` and `anyOf` repeat themselves for every branch. */
export function explain(
  errors: readonly ValidationError[],
  root: YamlNode,
  place: (node: YamlNode | undefined) => Location,
): readonly ConfigurationProblem[] {
  const told = errors.filter(
    (each) =>
      each.keyword !== 'oneOf' &&
      each.keyword !== 'anyOf' &&
      !errors.some((other) => other.instancePath.startsWith(`${each.instancePath}/`)),
  );
  const byPlace = new Map<string, ConfigurationProblem>();
  for (const error of told) {
    const steps = error.instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const node = get(root, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step)));
    const name = steps.length === 0 ? 'the configuration' : steps.join('.');
    if (!byPlace.has(error.instancePath))
      byPlace.set(error.instancePath, { message: wordsFor(error, name, node), at: placeOfError(error, node, place) });
  }
  return [...byPlace.values()];
}
function wordsFor(error: ValidationError, name: string, node: YamlNode | undefined): string {
  const extra = error.params.additionalProperty;
  if (typeof extra === 'string') {
    const keys = keysAt(error.instancePath);
    const near = nearestName(extra, keys);
    return `${name} has no key "${extra}"; ${near === undefined ? `there is ${keys.join(', ')}` : `did you mean "${near}"`}.`;
  }
  const written = node?.kind === 'scalar' ? `"${node.text}"` : 'this';
  const allowed = error.params.allowedValues;
  if (Array.isArray(allowed)) {
    const near = node?.kind === 'scalar' ? nearestName(node.text, allowed.map(String)) : undefined;
    return `${name} must be one of ${[...new Set(allowed.map(String))].join(', ')}, not ${written}${near === undefined ? '' : `; did you mean "${near}"`}.`;
  }
  const missing = error.params.missingProperty;
  if (typeof missing === 'string') return `${name} needs the key "${missing}".`;
  const key = error.instancePath.slice(error.instancePath.lastIndexOf('/') + 1);
  if (timeKeys.has(key)) return `${name} must be a time with its unit, such as 60s, or unlimited, not ${written}.`;
  if (error.keyword === 'pattern')
    return `${name} must look like deployment/api or shop/deployment/api, not ${written}.`;
  const types = [error.params.type].flat().filter((type) => typeof type === 'string');
  const words = types.map((type) => typeWords[type] ?? type).join(', ');
  return `${name} must be ${words === '' ? 'something else' : words}, not ${written}.`;
}
const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys with values',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  null: 'or null',
};
const timeKeys = new Set([
  'outboundIdle',
  'inboundIdle',
  'responseTimeout',
  'drain',
  'endpointPropagation',
  'slowestRequest',
]);
/** The keys that may stand at a place, as the schema lists them. */
function keysAt(path: string): readonly string[] {
  if (path === '') return ['profile', 'rules', 'ignore', 'include', 'services', 'hops', 'assume'];
  if (path.startsWith('/rules/')) return ['severity', 'options'];
  if (path.startsWith('/services/')) return ['workload', 'source', 'env'];
  if (path.startsWith('/assume')) return ['endpointPropagation', 'slowestRequest'];
  return ['name', 'product', 'workload', 'outboundIdle', 'inboundIdle', 'httpVersion', 'responseTimeout', 'drain'];
}
function placeOfError(
  error: ValidationError,
  node: YamlNode | undefined,
  place: (node: YamlNode | undefined) => Location,
): Location {
  const extra = error.params.additionalProperty;
  if (typeof extra === 'string' && node?.kind === 'map') {
    return place(node.entries.find((entry) => entry.key.text === extra)?.key ?? node);
  }
  return place(node);
}
export function unknownNames(
  root: YamlNode,
  known: KnownNames,
  place: (node: YamlNode | undefined) => Location,
): readonly ConfigurationProblem[] {
  const rules = get(root, 'rules');
  const ruleProblems = (rules?.kind === 'map' ? rules.entries : []).flatMap((entry) =>
    isReserved(entry.key.text) ? [] : unknownName('rule', entry.key, known.rules, place),
  );
  const hops = get(root, 'hops');
  const hopProblems = (hops?.kind === 'seq' ? hops.items : []).flatMap((hop) => {
    const product = get(hop, 'product');
    return product?.kind === 'scalar' ? unknownName('product', product, known.products, place) : [];
  });
  return [...ruleProblems, ...hopProblems];
}
/** Ids of findings that are no rule's. */
function isReserved(id: string): boolean {
  return /^(?:parse|suppression)\/[a-z-]+$/.test(id);
}
function unknownName(
  kind: string,
  node: Extract<YamlNode, { kind: 'scalar' }>,
  known: readonly string[],
  place: (node: YamlNode) => Location,
): readonly ConfigurationProblem[] {
  if (known.includes(node.text)) return [];
  const near = nearestName(node.text, known);
  return [
    {
      message: `There is no ${kind} "${node.text}"${near === undefined ? '' : `; did you mean "${near}"`}.`,
      at: place(node),
    },
  ];
}

/** Each wildcard of a name is tried with every length that is left: some of them on one long name never end. */
const mostWildcards = 3;
export function longGlobs(
  root: YamlNode,
  place: (node: YamlNode | undefined) => Location,
): readonly ConfigurationProblem[] {
  return ['ignore', 'include'].flatMap((key) => {
    const list = get(root, key);
    return (list?.kind === 'seq' ? list.items : []).flatMap((item) =>
      item.kind === 'scalar' && runsLong(item.text)
        ? [
            {
              message: `${key} has a pattern with more than ${mostWildcards} wildcards between slashes, or some in a group.`,
              at: place(item),
            },
          ]
        : [],
    );
  });
}
function runsLong(glob: string): boolean {
  if (/[*+!@?]\([^)]*[*+?(]/.test(glob)) return true;
  return glob.split('/').some((part) => (part.match(/\*+|[?@!+](?=\()/g)?.length ?? 0) > mostWildcards);
}
