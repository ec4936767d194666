// Reads Bicep files and ARM templates: the container apps and web apps they make, with the variables they give them.
import type { DeploymentFact, Fact, FileFacts, HostedKind } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { deploymentOf } from '../kit/deployed.js';
import { readJson } from '../kit/json.js';
import { readSuppressions } from '../kit/suppressions.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../kit/yaml/node.js';
import { items, NodeReader } from '../kit/yaml/node-reader.js';
import type { Parser, SourceText } from '../parser.js';
import { azdServices } from './azd-services.js';
import { givenSettings, type Resolve } from './given-settings.js';
import { readBicep, workedOut } from './read-bicep.js';

export const parser: Parser = { parse: parseAzure };

function parseAzure(file: SourceText): FileFacts {
  if (/\.ya?ml$/.test(file.path)) return yamlFacts(file, azdServices);
  const reader = new NodeReader(file.path, file.text);
  if (file.path.endsWith('.json')) {
    const { root } = readJson(file.text);
    return { file: file.path, facts: root === undefined ? [] : ofArm(root, reader), problems: [], suppressions: [] };
  }
  const { declarations, comments } = readBicep(file.text);
  const named = new Map(declarations.map((each) => [each.name, each] as const));
  const resolve: Resolve = (scalar) => {
    if (scalar.tag !== workedOut) return scalar;
    const found = scalar.quoted ? undefined : named.get(scalar.text);
    if (found?.keyword === 'var' && found.value !== undefined && found.value !== scalar) {
      const { value } = found;
      return value.kind === 'scalar' && value.tag === workedOut ? { open: value.text } : value;
    }
    const usual = found?.keyword === 'param' ? found.value : undefined;
    return { open: openText(scalar.text, usual), usual };
  };
  const facts = declarations.flatMap(({ keyword, name, type, value }): Fact[] =>
    (keyword === 'resource' || keyword === 'module') && value?.kind === 'map'
      ? unitFacts({ type, called: name, body: value, isModule: keyword === 'module' }, resolve, reader)
      : [],
  );
  return { file: file.path, facts, problems: [], suppressions: readSuppressions(file.path, comments, reader.lines) };
}

function openText(text: string, usual: YamlNode | undefined): string {
  if (usual?.kind !== 'scalar') return `${text}, which whoever deploys it fills in`;
  return `the parameter ${text}, which is ${usual.text} where whoever deploys it gives no other`;
}

/** https://learn.microsoft.com/en-us/azure/azure-resource-manager/templates/syntax: texts in brackets are expressions. */
function ofArm(root: YamlNode, reader: NodeReader): readonly Fact[] {
  const resolve: Resolve = (scalar) => {
    if (!/^\[(?!\[)[\s\S]*\]$/.test(scalar.text)) return scalar;
    const [, space, name = ''] = /^\[\s*(parameters|variables)\(\s*'([^']+)'\s*\)\s*\]$/.exec(scalar.text) ?? [];
    if (space === 'parameters') return { open: openText(name, get(root, 'parameters', name, 'defaultValue')) };
    const found = space === 'variables' ? get(root, 'variables', name) : undefined;
    if (found === undefined || (found.kind === 'scalar' && found.text.startsWith('[')))
      return { open: openText(scalar.text, undefined) };
    return found;
  };
  return resourcesOf(root, 0).flatMap((body) =>
    unitFacts({ type: reader.string(body, 'type') ?? '', body, isModule: false }, resolve, reader),
  );
}
/** Those of nested templates and those inside others count, too. */
function resourcesOf(node: YamlNode, depth: number): readonly YamlMap[] {
  if (depth > 8) return [];
  return items(node, 'resources').flatMap((each) => {
    if (each.kind !== 'map') return [];
    const nested = get(each, 'properties', 'template');
    return [each, ...resourcesOf(each, depth + 1), ...(nested === undefined ? [] : resourcesOf(nested, depth + 1))];
  });
}

interface Unit {
  readonly type: string;
  /** Its name in the file. */
  readonly called?: string;
  readonly body: YamlMap;
  readonly isModule: boolean;
}
function unitFacts({ type, called, body, isModule }: Unit, resolve: Resolve, reader: NodeReader): DeploymentFact[] {
  const by = baseNameOf(reader.file);
  const params = isModule ? (get(body, 'params') ?? body) : body;
  const name = writtenName(params, resolve);
  const fact = (kind: HostedKind, node: YamlNode, parts: Partial<Parameters<typeof deploymentOf>[0]>): DeploymentFact =>
    deploymentOf({
      by,
      at: headOf(reader.at(node)),
      kinds: [kind],
      name,
      called,
      given: nothing,
      creates: true,
      ...parts,
    });
  const template = get(params, 'properties', 'template') ?? params;
  const port = portIn(params, resolve);
  const containers = items(template, 'containers').filter((each) => get(each, 'env') ?? get(each, 'image'));
  if (containers.length > 0 && (isModule || /^Microsoft\.App\/containerApps$/i.test(typeName(type)))) {
    return containers.slice(0, 1).map((each) => {
      const env = get(each, 'env');
      const image = get(each, 'image');
      return fact('ContainerApp', body, {
        given: env === undefined ? nothing : givenSettings(env, resolve, reader),
        image: image?.kind === 'scalar' ? imageText(image, resolve) : undefined,
        port,
      });
    });
  }
  if (isModule && get(params, 'env') !== undefined) {
    const image = get(params, 'imageName') ?? get(params, 'image') ?? get(params, 'containerImage');
    return [
      fact('ContainerApp', body, {
        given: givenSettings(get(params, 'env') ?? params, resolve, reader),
        image: image?.kind === 'scalar' ? imageText(image, resolve) : undefined,
        port,
      }),
    ];
  }
  const isSettings = /\/config$/i.test(typeName(type)) || type === 'config';
  const settings = isSettings ? settingsOf(params, resolve) : appSettingsOf(params);
  if (settings === undefined) return [];
  return [fact('AzureWebApp', body, { given: givenSettings(settings, resolve, reader) })];
}
const nothing = { env: [], open: [] };
const typeName = (type: string): string => type.replace(/@.*/s, '');
const headOf = (at: DeploymentFact['at']): DeploymentFact['at'] => ({ ...at, endLine: at.line, endColumn: at.column });

function appSettingsOf(params: YamlNode): YamlNode | undefined {
  return (
    get(params, 'properties', 'siteConfig', 'appSettings') ??
    get(params, 'siteConfig', 'appSettings') ??
    get(params, 'appSettings') ??
    get(params, 'appSettingsKeyValuePairs')
  );
}
/** The resource `appsettings` of a site: its properties are the variables. */
function settingsOf(body: YamlNode, resolve: Resolve): YamlNode | undefined {
  const name = writtenName(body, resolve) ?? '';
  return /(?:^|\/)appsettings$/i.test(name) ? get(body, 'properties') : undefined;
}
function writtenName(body: YamlNode, resolve: Resolve): string | undefined {
  const service = serviceTag(get(body, 'tags'), resolve);
  if (service !== undefined) return service;
  const node = get(body, 'name');
  if (node?.kind !== 'scalar') return undefined;
  const found = resolve(node);
  return 'open' in found || found.kind !== 'scalar' ? undefined : found.text;
}
/**
 * The service of azure.yaml that goes there; `union(tags, { … })` has it, too.
 * https://learn.microsoft.com/en-us/azure/developer/azure-developer-cli/make-azd-compatible
 */
function serviceTag(tags: YamlNode | undefined, resolve: Resolve, depth = 0): string | undefined {
  if (tags === undefined || depth > 12) return undefined;
  if (tags.kind === 'scalar') {
    const found = resolve(tags);
    return 'open' in found || found === tags ? undefined : serviceTag(found, resolve, depth + 1);
  }
  if (tags.kind === 'seq') {
    for (const each of tags.items) {
      const found = each.kind === 'scalar' ? undefined : serviceTag(each, resolve, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const value = tags.entries.find(({ key }) => key.text === 'azd-service-name')?.value;
  if (value?.kind !== 'scalar') return undefined;
  const found = resolve(value);
  const name = 'open' in found ? found.usual : found;
  return name?.kind === 'scalar' && name.tag !== workedOut ? name.text : undefined;
}
/** A part that is filled in leaves the rest of the name. */
function imageText(node: YamlScalar, resolve: Resolve): string {
  const found = resolve(node);
  if (!('open' in found)) return found.kind === 'scalar' ? found.text : '${image}';
  return node.quoted && !node.text.startsWith('[') ? node.text : '${image}';
}
function portIn(params: YamlNode, resolve: Resolve): number | undefined {
  const node =
    get(params, 'properties', 'configuration', 'ingress', 'targetPort') ??
    get(params, 'ingressTargetPort') ??
    get(params, 'targetPort') ??
    get(params, 'containerPort');
  if (node?.kind !== 'scalar') return undefined;
  const found = resolve(node);
  const port = 'open' in found || found.kind !== 'scalar' ? Number.NaN : Number(found.text);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}
