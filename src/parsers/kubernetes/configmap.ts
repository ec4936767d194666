// ConfigMaps: their data with places, and those that configure a controller.
import { judgeValue } from '../../knowledge/judge-value.js';
import { configuredByMap, fileKeys, productsOfConfigFile, productsOfConfigMap } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import { isConfigKey } from '../../knowledge/name-lists.js';
import type { AlertFact, ConfigMapFact, Fact, PolicyFact, SettingMistake, WrittenSetting } from '../../model/facts.js';
import { readConfigKeys } from '../kit/chart-values.js';
import { innerYaml } from '../kit/inner-yaml.js';
import { readAlerts } from '../kit/prometheus-rules.js';
import { isFilledIn, isOpen, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlScalar } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { ManifestObject } from './object.js';
import { stringMistake } from './strings.js';

/** Longer values are cut: an environment variable is short, and only configuration files are read further. */
const keptCharacters = 2048;
const keptFile = 256 * 1024;
const configurationFile = /\.(?:conf|cfg|ya?ml|toml|json|tmpl|template)$|^(?:nginx|haproxy|envoy|Caddyfile)/;
const proxySyntax = /\b(?:proxy_pass|upstream|server_name|keepalive_timeout|frontend|backend|static_resources)\b/;

interface DataEntry {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}

function dataOf({ root }: ManifestObject): readonly DataEntry[] {
  const data = get(root, 'data');
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }) => {
    const scalar = presentScalar(value);
    return scalar === undefined ? [] : [{ key, value: scalar }];
  });
}

/** A ConfigMap, what a controller reads in it, and values that are no text. */
export function readConfiguration(object: ManifestObject): readonly Fact[] {
  const data = dataOf(object);
  const controller = readControllerConfig(object, data);
  const policy = controller === undefined ? [] : [controller.policy, ...controller.mistakes];
  return [configMap(object, data), ...policy, ...typeMistakes(object, data), ...alertsInside(object, data)];
}

/** Prometheus mounts its rules, whole files of them, from a ConfigMap. */
function alertsInside({ reader }: ManifestObject, data: readonly DataEntry[]): AlertFact[] {
  return data.flatMap(({ value }) =>
    value.text.includes('groups:') && value.text.includes('alert:')
      ? readAlerts(reader, get(innerYaml(reader, value), 'groups'))
      : [],
  );
}

function configMap(object: ManifestObject, data: readonly DataEntry[]): ConfigMapFact {
  const { reader, root } = object;
  const written = get(root, 'data');
  return {
    ...object.base,
    kind: 'configmap',
    ...(written !== undefined && isOpen(written) ? { open: reader.at(written) } : {}),
    data: data.map(({ key, value }) => ({
      key: key.text,
      value: keptText(key.text, value.text),
      isString: typeof value.value === 'string',
      ...(isFilledIn(value) && value.text.length <= keptCharacters ? { filledIn: true as const } : {}),
      keyAt: reader.at(key),
      at: reader.at(value),
    })),
  };
}

function keptText(key: string, text: string): string {
  if (text.length <= keptCharacters) return text;
  const file = configurationFile.test(key) && proxySyntax.test(text);
  return text.slice(0, file ? keptFile : keptCharacters);
}

function typeMistakes({ reader }: ManifestObject, data: readonly DataEntry[]): SettingMistake[] {
  return data.flatMap(({ key, value }) => (typeof value.value === 'string' ? [] : [stringMistake(reader, key, value)]));
}

interface ControllerConfig {
  readonly policy: PolicyFact;
  readonly mistakes: readonly SettingMistake[];
}

/** Undefined where the ConfigMap configures no controller we know. */
function readControllerConfig(object: ManifestObject, data: readonly DataEntry[]): ControllerConfig | undefined {
  const owner = ownerOf(
    object.base.name,
    data.map(({ key }) => key.text),
  );
  return owner === undefined ? fileConfig(object, data) : controllerConfig(object, owner, data);
}

/** A whole configuration file in one key: told by the key's name, and by at least one setting where the product has it. */
function fileConfig({ reader, base }: ManifestObject, data: readonly DataEntry[]): ControllerConfig | undefined {
  for (const { key, value } of data) {
    const owners = productsOfConfigFile(key.text);
    const root = owners.length === 0 ? undefined : innerYaml(reader, value);
    for (const product of owners) {
      const settings: WrittenSetting[] = [];
      const mistakes: SettingMistake[] = [];
      for (const [path, entries] of fileKeys(product)) {
        for (const found of selectNodes(root, path)) {
          const scalar = presentScalar(found.node);
          if (scalar === undefined) continue;
          const expression = reader.scalarExpression(scalar);
          const keyAt = reader.at(found.key ?? scalar);
          settings.push(...entries.map(({ setting }) => ({ name: setting, key: path, value: expression, keyAt })));
          if (expression.kind === 'literal') mistakes.push(...judgeValue(path, expression, entries));
        }
      }
      if (settings.length === 0) continue;
      const attach = [{ to: 'controller', at: base.nameAt } as const];
      return { policy: { ...base, kind: 'policy', policyKind: 'ConfigMap', product, attach, settings }, mistakes };
    }
  }
  return undefined;
}

/** Words in the name of a ConfigMap that make a guess by its keys worthwhile. */
const controllerName = /ingress|nginx|controller|config|haproxy|proxy/i;

/**
 * By name, when at least one key fits: the names that charts use are used by others too. By keys alone, when two of them are
 * keys of one product only.
 */
function ownerOf(name: string, keys: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const key of keys) for (const id of readersOfKey(key)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const fitting = (id: string): number => counts.get(id) ?? 0;
  const named = productsOfConfigMap(name).filter((id) => fitting(id) > 0);
  if (named.length > 0) return best(named, fitting);
  if (!controllerName.test(name)) return undefined;
  return best(
    configuredByMap().filter((id) => fitting(id) >= 2),
    fitting,
  );
}

/** Charts use the same keys again and again. */
const readersOfKey = perName((key) => configuredByMap().filter((id) => isConfigKey(id, key)));

/** The product that knows most of the keys; none when two know as many. */
function best(ids: readonly string[], fitting: (id: string) => number): string | undefined {
  const [first, second] = ids.map((id) => ({ id, count: fitting(id) })).sort((a, b) => b.count - a.count);
  return first === undefined || first.count === second?.count ? undefined : first.id;
}

function controllerConfig(object: ManifestObject, product: string, data: readonly DataEntry[]): ControllerConfig {
  const { base } = object;
  const { settings, mistakes } = readConfigKeys(object.reader, product, data);
  const attach = [{ to: 'controller', at: base.nameAt } as const];
  return { policy: { ...base, kind: 'policy', policyKind: 'ConfigMap', product, attach, settings }, mistakes };
}
