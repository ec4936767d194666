// Kubernetes objects, configuration files and installations that Terraform creates from texts it fills in: read once their values are known.
import { chartNamed, productsOfChart } from '../knowledge/lookup.js';
import { setupPaths } from '../knowledge/machines.js';
import { createdResources, isOpen } from '../link/infrastructure/created-texts.js';
import type { ResourceInstance } from '../link/infrastructure/resources/resource-instance.js';
import { field } from '../link/infrastructure/resources/resource-links.js';
import { itemsOf, type Settled } from '../link/infrastructure/values/settled.js';
import type { ChartFact, EmbeddedFileFact, Fact, FileFacts, ManifestBlockFact } from '../model/facts.js';
import { append } from '../model/group-by.js';
import type { ConfigValue, InfrastructureFact, ModuleCall, ResourceEntry } from '../model/infrastructure.js';
import { readEmbedded } from '../parsers/embedded.js';
import type { FilesByPath } from '../parsers/facts-memory.js';
import { parseValuesOf } from '../parsers/helm/values.js';
import { compose } from '../parsers/kit/composed.js';
import { exactPiece, type Piece, textPiece } from '../parsers/kit/pieces.js';
import { printYaml } from '../parsers/kit/print-yaml.js';
import { decodeUtf8, LineIndex } from '../parsers/kit/text.js';
import { yamlSuppressions } from '../parsers/kit/yaml/suppressions.js';
import { parseFiles } from '../parsers/parse-files.js';
import { loadTextTemplates } from '../parsers/terraform/text-template.js';
import { Stretches, sourcedOf, textPieces } from './settled-pieces.js';
import { chartInstall, isInstallOfFiles } from './terraform-installs.js';
import { MachineSetups } from './terraform-machines.js';

export interface TerraformBlocks {
  /** By the file of the block. */
  readonly facts: ReadonlyMap<string, readonly Fact[]>;
  /** Templates whose objects are known filled in: what they say by themselves counts no longer. */
  readonly filledIn: ReadonlySet<string>;
  /** What machines are set up with. */
  readonly setups: readonly FileFacts[];
  /** Files that machines are set up with: what they write by themselves counts no longer. */
  readonly setUpBy: ReadonlySet<string>;
  /** Templates that no parser reads by themselves, with the comments that a person wrote into them. */
  readonly templates: readonly FileFacts[];
}

const manifestAttributes: Readonly<Record<string, string>> = {
  kubernetes_manifest: 'manifest',
  kubectl_manifest: 'yaml_body',
};
const holders: Readonly<Record<string, EmbeddedFileFact['holder']>> = {
  kubernetes_config_map: 'configmap',
  kubernetes_config_map_v1: 'configmap',
  kubernetes_secret: 'secret',
  kubernetes_secret_v1: 'secret',
};

export async function readTerraformBlocks(
  parsed: readonly FileFacts[],
  charts: readonly ChartFact[],
  files: FilesByPath,
): Promise<TerraformBlocks> {
  const infrastructure = parsed.flatMap(({ facts }) =>
    facts.filter((fact): fact is InfrastructureFact => fact.kind === 'infrastructure' && fact.language === 'terraform'),
  );
  const isWanted = (entry: ResourceEntry): boolean => isCreatedFromText(entry, charts.length > 0);
  const isRead = infrastructure.some(
    ({ form, resources, calls }) => form === 'source' && (resources.some(isWanted) || calls.some(setsMachinesUp)),
  );
  if (!isRead) return { facts: new Map(), filledIn: new Set(), setups: [], setUpBy: new Set(), templates: [] };
  const textOf = remembered((path) => textIn(files, path));
  const readTemplate = await loadTextTemplates();
  const known = new Set(parsed.map(({ file }) => file));
  const commented: FileFacts[] = [];
  const templates = remembered((path) => {
    const text = textOf(path);
    if (text === undefined) return undefined;
    const suppressions = known.has(path) ? [] : yamlSuppressions(path, text, new LineIndex(text));
    if (suppressions.length > 0) commented.push({ file: path, facts: [], problems: [], suppressions });
    return readTemplate(path, text);
  });
  const created = createdResources(infrastructure, { get: templates }, isWanted);
  const stretches = new Stretches(textOf);
  const reader = new BlockReader(textOf, charts, stretches);
  const machines = new MachineSetups(textOf, stretches);
  for (const resource of created) {
    machines.add(resource);
    await reader.read(resource);
  }
  await reader.readWholeFiles();
  const setups = await machines.read();
  return {
    facts: reader.facts,
    filledIn: reader.filledIn,
    setups: setups.facts.map((each) => withoutComments(each, known)),
    setUpBy: setups.files,
    templates: commented,
  };
}

/** A module that may hand it on to machines. */
const setsMachinesUp = (call: ModuleCall): boolean =>
  call.arguments.entries.some(({ key }) => /^(?:user_data(?:_base64)?|startup_script|custom_data)$/.test(key));

/** Those of files that a parser reads are known. */
function withoutComments(facts: FileFacts, known: ReadonlySet<string>): FileFacts {
  const suppressions = facts.suppressions.filter(
    ({ at }) => !known.has(at.file) || /\.(?:tf|tofu|tfvars|json)$/.test(at.file),
  );
  return { ...facts, suppressions };
}

/** Blocks that say nothing by themselves: what goes into them is decided elsewhere. */
function isCreatedFromText({ type, values }: ResourceEntry, hasCharts: boolean): boolean {
  const attribute = Object.hasOwn(manifestAttributes, type) ? manifestAttributes[type] : undefined;
  const written = (key: string | undefined): ConfigValue | undefined =>
    values.entries.find((each) => each.key === key)?.value;
  const setup = setupPaths(type);
  if (setup !== undefined) return setup.some(([key]) => written(key) !== undefined);
  if (attribute !== undefined) {
    const value = written(attribute);
    return value !== undefined && isOpen(value);
  }
  if (Object.hasOwn(holders, type)) {
    const data = written('data');
    return data?.is === 'map' && data.entries.some(({ key, value }) => key.includes('.') && isOpen(value));
  }
  return type === 'helm_release' && isInstallOfFiles(written('chart'), written('values'), hasCharts);
}

class BlockReader {
  readonly facts = new Map<string, Fact[]>();
  readonly filledIn = new Set<string>();
  /** Objects that are the text of a file: it is read as itself, unless others are filled in beside it. */
  readonly #whole: { readonly resource: ResourceInstance; readonly file: string }[] = [];
  readonly #textOf: (path: string) => string | undefined;
  readonly #charts: readonly ChartFact[];
  readonly #stretches: Stretches;
  /** Installations with objects that are filled in. */
  readonly #scopes = new Set<string>();

  constructor(textOf: (path: string) => string | undefined, charts: readonly ChartFact[], stretches: Stretches) {
    this.#textOf = textOf;
    this.#charts = charts;
    this.#stretches = stretches;
  }

  async read(resource: ResourceInstance): Promise<void> {
    const { type, values } = resource;
    const attribute = Object.hasOwn(manifestAttributes, type) ? manifestAttributes[type] : undefined;
    const holder = Object.hasOwn(holders, type) ? holders[type] : undefined;
    if (attribute !== undefined) await this.#manifest(resource, field(values, attribute));
    else if (holder !== undefined) await this.#files(resource, holder, field(values, 'data'));
    else {
      const install = chartInstall(resource, this.#charts, this.#stretches);
      if (install !== undefined) this.#add(resource, [install]);
      if (install?.isLocal === false) this.#controllerValues(resource, install.chart.text);
    }
  }

  async #manifest(resource: ResourceInstance, value: Settled | undefined): Promise<void> {
    if (value?.is === 'scalar' && value.file !== undefined) {
      this.#whole.push({ resource, file: value.file });
      return;
    }
    const pieces = value === undefined ? undefined : this.#objectPieces(value);
    if (pieces !== undefined) await this.#objects(resource, pieces);
  }
  /** They meet the objects that their installation fills in. */
  async readWholeFiles(): Promise<void> {
    for (const { resource, file } of this.#whole) {
      const text = this.#scopes.has(resource.scope) ? this.#textOf(file) : undefined;
      if (text === undefined) continue;
      await this.#objects(resource, [exactPiece(text, { file, start: 0, end: text.length })]);
    }
  }
  async #objects(resource: ResourceInstance, pieces: readonly Piece[]): Promise<void> {
    const { at, address, scope } = resource;
    const composed = compose(pieces, this.#textOf, at);
    const bytes = new TextEncoder().encode(composed.text);
    const read = await parseFiles([{ path: 'manifest.yaml', read: () => ({ ok: true, bytes }) }]);
    const facts = read.facts.flatMap((each) => composed.place(each).facts);
    if (facts.length === 0) return;
    const block: ManifestBlockFact = { kind: 'manifest-block', at, creator: `${scope} ${address}`, facts };
    this.#add(resource, [block]);
    this.#scopes.add(scope);
    for (const piece of pieces) {
      const file = piece.kind === 'text' ? piece.from?.file : undefined;
      if (file !== undefined && !/\.(?:tf|tofu|tfvars|json)$/.test(file)) this.filledIn.add(file);
    }
  }
  #objectPieces(value: Settled): readonly Piece[] | undefined {
    if (value.is === 'json') return this.#objectPieces(value.value);
    if (value.is === 'map') return printYaml(sourcedOf(value, this.#stretches));
    return value.is === 'scalar' ? textPieces(value, this.#stretches) : undefined;
  }

  /** Templates of values; other documents are read where they stand. */
  #controllerValues(resource: ResourceInstance, named: string): void {
    const chart = chartNamed(named);
    if (productsOfChart(chart).length === 0) return;
    const { at, address, scope } = resource;
    const facts = itemsOf(field(resource.values, 'values')).flatMap((document) => {
      if (document.is !== 'scalar' || document.file !== undefined) return [];
      const pieces = textPieces(document, this.#stretches);
      if (pieces === undefined) return [];
      const { text, place } = compose(pieces, this.#textOf, at);
      const read = parseValuesOf(chart, { path: at.file, text });
      return place({ file: at.file, facts: read, problems: [], suppressions: [] }).facts;
    });
    if (facts.length > 0) this.#add(resource, [{ kind: 'manifest-block', at, creator: `${scope} ${address}`, facts }]);
  }

  async #files(
    resource: ResourceInstance,
    holder: EmbeddedFileFact['holder'],
    data: Settled | undefined,
  ): Promise<void> {
    const { at, name, scope, address } = resource;
    for (const { key, value } of data?.is === 'map' ? data.entries : []) {
      if (value.is !== 'scalar' || value.pieces === undefined) continue;
      const pieces = textPieces(value, this.#stretches);
      if (pieces === undefined) continue;
      // A value that nobody knows is a variable of the inner language that nobody sets.
      const written = pieces.map((piece) =>
        piece.kind === 'hole' ? textPiece(`\${${piece.expression.replaceAll(/\W/g, '_')}}`, piece.from) : piece,
      );
      const { text, move } = compose(written, this.#textOf, at);
      const read = await readEmbedded(
        at.file,
        [
          {
            name: key,
            text,
            places: () => move,
            holder: { holder, name, block: true, at, key, creator: `${scope} ${address}` },
          },
        ],
        (entry) => entry.load(),
      );
      this.#add(resource, read.facts);
    }
  }

  #add({ at: { file } }: ResourceInstance, facts: FileFacts['facts']): void {
    for (const fact of facts) append(this.facts, file, fact);
  }
}
function textIn(files: FilesByPath, path: string): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}
function remembered<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly found: T }>();
  return (path) => {
    const before = known.get(path) ?? { found: read(path) };
    known.set(path, before);
    return before.found;
  };
}
