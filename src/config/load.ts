// Reads hoplint.yaml: checked against the schema, every complaint with its line and the nearest right word.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredHop, DeclaredService } from '../model/declarations.js';
import { readDuration } from '../model/duration.js';
import type { Severity } from '../model/finding.js';
import { type Location, pointAt } from '../model/location.js';
import { finite, type Setting, unbounded } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import { nearestName } from '../parsers/kit/spelling.js';
import { LineIndex } from '../parsers/kit/text.js';
import { get, readYaml, type YamlNode } from '../parsers/kit/yaml.js';
import {
  type Configuration,
  type ConfigurationProblem,
  defaultConfiguration,
  type RuleConfiguration,
} from './configuration.js';
import { type ValidationError, validate } from './validate.generated.js';

export const configurationNames = ['hoplint.yaml', 'hoplint.yml', '.hoplint.yaml', '.hoplint.yml'] as const;

export interface KnownNames {
  readonly rules: readonly string[];
  readonly products: readonly string[];
}
export type Loaded =
  | { readonly ok: true; readonly configuration: Configuration; readonly file?: string }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** The file named by the user, else the first of the usual names in `folder`; none is no problem. */
export function loadConfiguration(folder: string, named: string | undefined, known: KnownNames): Loaded {
  const file = named ?? configurationNames.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return { ok: true, configuration: defaultConfiguration };
  let text: string;
  try {
    text = readFileSync(named === undefined ? join(folder, file) : file, 'utf8');
  } catch {
    return { ok: false, problems: [{ message: `${file} cannot be read.`, at: pointAt(file, 1) }] };
  }
  const read = readConfiguration(text, file, known);
  return read.ok ? { ...read, file } : read;
}

export function readConfiguration(text: string, file: string, known: KnownNames): Loaded {
  const lines = new LineIndex(text);
  const documents = readYaml(text);
  const broken = documents.flatMap((document) => document.errors);
  if (broken.length > 0) {
    return {
      ok: false,
      problems: broken.map((each) => ({ message: each.message, at: lines.location(file, each.offset, each.offset) })),
    };
  }
  const root = documents[0]?.root;
  if (root === undefined) return { ok: true, configuration: defaultConfiguration };
  const place = (node: YamlNode | undefined): Location =>
    node === undefined ? pointAt(file, 1) : lines.location(file, node.start, node.end);
  const value = plain(root);
  const problems: ConfigurationProblem[] = [];
  if (!validate(value)) problems.push(...explain(validate.errors ?? [], root, place));
  problems.push(...unknownNames(root, known, place));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, configuration: build(root, place) };
}

/** A plain value for the schema; keys such as `__proto__` stay ordinary keys. */
function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.assign(
        Object.create(null),
        Object.fromEntries(node.entries.map((entry) => [entry.key.text, plain(entry.value)])),
      );
  }
}

// ---------------------------------------------------------------- complaints

/** Only the deepest complaint about each place: `oneOf` repeats itself for every branch. */
function explain(
  errors: readonly ValidationError[],
  root: YamlNode,
  place: (node: YamlNode | undefined) => Location,
): readonly ConfigurationProblem[] {
  const told = errors.filter(
    (each) =>
      each.keyword !== 'oneOf' && !errors.some((other) => other.instancePath.startsWith(`${each.instancePath}/`)),
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
      byPlace.set(error.instancePath, { message: wordsFor(error, name), at: placeOfError(error, node, place) });
  }
  return [...byPlace.values()];
}
function wordsFor(error: ValidationError, name: string): string {
  const extra = error.params['additionalProperty'];
  if (typeof extra === 'string') {
    const near = nearestName(extra, knownKeys);
    return `${name} has no key "${extra}"${near === undefined ? '' : `; did you mean "${near}"`}.`;
  }
  const allowed = error.params['allowedValues'];
  if (Array.isArray(allowed)) return `${name} must be one of ${allowed.join(', ')}.`;
  const missing = error.params['missingProperty'];
  if (typeof missing === 'string') return `${name} needs the key "${missing}".`;
  if (error.keyword === 'pattern') {
    return /outboundIdle|inboundIdle|responseTimeout|drain|endpointPropagation|slowestRequest/.test(error.instancePath)
      ? `${name} must be a number with a unit, such as 60s, or unlimited.`
      : `${name} must look like deployment/api or shop/deployment/api.`;
  }
  return `${name} ${error.message ?? 'is not as expected'}.`;
}
const knownKeys = [
  ...['profile', 'rules', 'ignore', 'include', 'services', 'hops', 'assume', 'workload', 'source', 'name', 'product'],
  ...[
    'outboundIdle',
    'inboundIdle',
    'responseTimeout',
    'drain',
    'endpointPropagation',
    'slowestRequest',
    'severity',
    'options',
  ],
];
function placeOfError(
  error: ValidationError,
  node: YamlNode | undefined,
  place: (node: YamlNode | undefined) => Location,
): Location {
  const extra = error.params['additionalProperty'];
  if (typeof extra === 'string' && node?.kind === 'map') {
    return place(node.entries.find((entry) => entry.key.text === extra)?.key ?? node);
  }
  return place(node);
}
function unknownNames(
  root: YamlNode,
  known: KnownNames,
  place: (node: YamlNode | undefined) => Location,
): readonly ConfigurationProblem[] {
  const rules = get(root, 'rules');
  const ruleProblems = (rules?.kind === 'map' ? rules.entries : []).flatMap((entry) =>
    unknownName('rule', entry.key, known.rules, place),
  );
  const hops = get(root, 'hops');
  const hopProblems = (hops?.kind === 'seq' ? hops.items : []).flatMap((hop) => {
    const product = get(hop, 'product');
    return product?.kind === 'scalar' ? unknownName('product', product, known.products, place) : [];
  });
  return [...ruleProblems, ...hopProblems];
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

// ---------------------------------------------------------------- the checked configuration

function build(root: YamlNode, place: (node: YamlNode | undefined) => Location): Configuration {
  const profile = textAt(root, 'profile');
  const rules = get(root, 'rules');
  const assume = get(root, 'assume');
  const endpointPropagation = timeAt(assume, 'endpointPropagation', place);
  const slowestRequest = timeAt(assume, 'slowestRequest', place);
  return {
    profile: profile === 'strict' ? 'strict' : 'recommended',
    rules: new Map((rules?.kind === 'map' ? rules.entries : []).map((entry) => [entry.key.text, ruleOf(entry.value)])),
    ignore: listAt(root, 'ignore'),
    include: listAt(root, 'include'),
    declarations: {
      services: itemsAt(root, 'services').map((node) => serviceOf(node, place)),
      hops: itemsAt(root, 'hops').map((node) => hopOf(node, place)),
      ...(endpointPropagation === undefined ? {} : { endpointPropagation }),
      ...(slowestRequest === undefined ? {} : { slowestRequest }),
    },
  };
}
function severityOf(text: string | undefined): Severity | 'off' | undefined {
  return text === 'error' || text === 'warning' || text === 'note' || text === 'off' ? text : undefined;
}
function ruleOf(node: YamlNode): RuleConfiguration {
  if (node.kind === 'scalar') return { severity: severityOf(node.text), options: {} };
  const options = get(node, 'options');
  const entries = options?.kind === 'map' ? options.entries : [];
  return {
    severity: severityOf(textAt(node, 'severity')),
    options: Object.fromEntries(entries.map((entry) => [entry.key.text, plain(entry.value)])),
  };
}
function serviceOf(node: YamlNode, place: (node: YamlNode | undefined) => Location): DeclaredService {
  return {
    workload: textAt(node, 'workload') ?? '',
    source: (textAt(node, 'source') ?? '').replace(/^\.\//, '').replace(/\/$/, ''),
    at: place(node),
  };
}
const hopSettings: readonly (readonly [key: string, name: SettingName])[] = [
  ['outboundIdle', 'outbound.idleTimeout'],
  ['inboundIdle', 'inbound.idleTimeout'],
  ['responseTimeout', 'outbound.responseTimeout'],
  ['drain', 'drain.deregistrationDelay'],
];
function hopOf(node: YamlNode, place: (node: YamlNode | undefined) => Location): DeclaredHop {
  const workload = textAt(node, 'workload');
  const settings = new Map<SettingName, Setting<unknown>>();
  for (const [key, name] of hopSettings) {
    const setting = timeAt(node, key, place);
    if (setting !== undefined) settings.set(name, setting);
  }
  return {
    name: textAt(node, 'name') ?? '',
    product: textAt(node, 'product') ?? '',
    settings,
    at: place(get(node, 'name')),
    ...(workload === undefined ? {} : { workload }),
  };
}
function timeAt(
  node: YamlNode | undefined,
  key: string,
  place: (node: YamlNode | undefined) => Location,
): Setting | undefined {
  const found = get(node, key);
  if (found?.kind !== 'scalar') return undefined;
  const origin = { kind: 'declared' as const, at: place(found) };
  if (found.text === 'unlimited') return { state: 'known', value: unbounded, origin };
  const reading = readDuration(found.text, 'go-duration');
  return reading.ok ? { state: 'known', value: finite(reading.length), origin } : undefined;
}
function textAt(node: YamlNode | undefined, key: string): string | undefined {
  const found = get(node, key);
  return found?.kind === 'scalar' ? found.text : undefined;
}
function itemsAt(node: YamlNode, key: string): readonly YamlNode[] {
  const found = get(node, key);
  return found?.kind === 'seq' ? found.items : [];
}
function listAt(node: YamlNode, key: string): readonly string[] {
  return itemsAt(node, key).flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}
