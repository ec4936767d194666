// Reads hoplint.yaml: checked against the schema, every complaint with its line and the nearest right word.
import { dirname, isAbsolute, resolve } from 'node:path';
import type { DeclaredHop, DeclaredService } from '../model/declarations.js';
import { readDuration } from '../model/duration.js';
import type { Severity } from '../model/finding.js';
import { type Location, pointAt } from '../model/location.js';
import { finite, known, type Setting, unbounded } from '../model/setting.js';
import type { SettingName } from '../model/setting-names.js';
import { LineIndex } from '../parsers/kit/text.js';
import { get, readYaml, type YamlMap, type YamlNode } from '../parsers/kit/yaml/read-yaml.js';
import {
  type Configuration,
  type ConfigurationProblem,
  defaultConfiguration,
  type RuleConfiguration,
} from './configuration.js';
import { explain, type KnownNames, longGlobs, unknownNames } from './load-complaints.js';
import { configurationText, pathFrom } from './load-text.js';
import { validate } from './validate.generated.js';

export type Loaded =
  | { readonly ok: true; readonly configuration: Configuration; readonly file?: string }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** The file named by the user, else the nearest of the usual names; none is no problem. `folder`: the root of the scan. */
export function loadConfiguration(folder: string, named: string | undefined, known: KnownNames): Loaded {
  const found = configurationText(folder, named);
  if (found === undefined) return { ok: true, configuration: defaultConfiguration };
  const { file, text } = found;
  if (text === undefined)
    return { ok: false, problems: [{ message: `${file} cannot be read.`, at: pointAt(file, 1) }] };
  const read = readConfiguration(text, file, known, folder);
  return read.ok ? { ...read, file } : read;
}

/** `file`: from `folder`, the root of the scan. Paths in it are relative to it. */
export function readConfiguration(text: string, file: string, known: KnownNames, folder: string): Loaded {
  const lines = new LineIndex(text);
  const documents = readYaml(text);
  const broken = documents.flatMap((document) => document.errors);
  if (broken.length > 0) {
    return {
      ok: false,
      problems: broken.map((each) => ({ message: each.message, at: lines.location(file, each.offset, each.offset) })),
    };
  }
  const second = documents.filter((document) => document.root !== undefined)[1]?.root;
  if (second !== undefined) {
    const at = lines.location(file, second.start, second.start);
    return {
      ok: false,
      problems: [{ message: 'A configuration is one YAML document; a second one starts here.', at }],
    };
  }
  const root = documents[0]?.root;
  if (root === undefined) return { ok: true, configuration: defaultConfiguration };
  const place = (node: YamlNode | undefined): Location =>
    node === undefined ? pointAt(file, 1) : lines.location(file, node.start, node.end);
  const value = plain(root);
  const problems: ConfigurationProblem[] = [];
  if (!validate(value)) problems.push(...explain(validate.errors ?? [], root, place));
  problems.push(...unknownNames(root, known, place), ...longGlobs(root, place));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, configuration: build(root, place, { folder, home: dirname(resolve(folder, file)) }) };
}

/** A plain value for the schema; keys such as `__proto__` stay ordinary keys. */
function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      // YAML 1.1 takes a bare `off` for false; here it is a severity.
      return typeof node.value === 'boolean' && !/^(?:true|false)$/i.test(node.text) ? node.text : node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.assign(
        Object.create(null),
        Object.fromEntries(node.entries.map((entry) => [entry.key.text, plain(entry.value)])),
      );
  }
}

// ---------------------------------------------------------------- the checked configuration

/** Absolute: the root of the scan, and the folder of the file. */
interface Folders {
  readonly folder: string;
  readonly home: string;
}
function build(root: YamlNode, place: (node: YamlNode | undefined) => Location, folders: Folders): Configuration {
  const profile = textAt(root, 'profile');
  const rules = get(root, 'rules');
  const assume = get(root, 'assume');
  const endpointPropagation = timeAt(assume, 'endpointPropagation', place);
  const slowestRequest = timeAt(assume, 'slowestRequest', place);
  return {
    profile: profile === 'strict' ? 'strict' : 'recommended',
    rules: new Map((rules?.kind === 'map' ? rules.entries : []).map((entry) => [entry.key.text, ruleOf(entry.value)])),
    within: withinHome(folders),
    ignore: listAt(root, 'ignore'),
    include: listAt(root, 'include'),
    declarations: {
      services: itemsAt(root, 'services').map((node) => serviceOf(node, place, folders)),
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
/** Of a file that was named and lies elsewhere, globs are relative to the root of the scan. */
function withinHome({ folder, home }: Folders): string {
  const within = pathFrom(home, folder);
  return /^\.\.(?:\/|$)/.test(within) || isAbsolute(within) ? '' : within;
}
function serviceOf(
  node: YamlNode,
  place: (node: YamlNode | undefined) => Location,
  { folder, home }: Folders,
): DeclaredService {
  const written = textAt(node, 'source');
  const source = pathFrom(folder, resolve(home, written ?? ''));
  const env = get(node, 'env');
  return {
    workload: textAt(node, 'workload') ?? '',
    at: place(node),
    ...(written === undefined ? {} : { source }),
    ...(env?.kind === 'map' ? { env: variablesOf(env, place) } : {}),
  };
}
function variablesOf(
  node: YamlMap,
  place: (node: YamlNode | undefined) => Location,
): ReadonlyMap<string, Setting<string> | undefined> {
  return new Map(
    node.entries.map(({ key, value }) => [
      key.text,
      value.kind === 'scalar' && value.value !== null
        ? known(value.text, { kind: 'declared', at: place(value) })
        : undefined,
    ]),
  );
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
  const version = get(node, 'httpVersion');
  if (version?.kind === 'scalar')
    settings.set('outbound.httpVersion', {
      state: 'known',
      value: version.text,
      origin: { kind: 'declared', at: place(version) },
    });
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
