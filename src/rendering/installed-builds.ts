// Folders that GitOps tools build with patches of their own on top: one build for each of them.
import type { ConfigMapFact, Fact, KustomizationFact, KustomizeInstallFact } from '../model/facts.js';
import type { ScanFiles } from '../parsers/helm/chart-loading.js';
import { onlyWithin } from '../parsers/kit/install-values.js';
import { entry, items, type Sourced, sourced, text, textOf } from '../parsers/kit/sourced.js';
import { LineIndex } from '../parsers/kit/text.js';
import { readYaml } from '../parsers/kit/yaml/read-yaml.js';
import type { Changes, KustomizeFiles } from '../parsers/kustomize/build.js';
import { toldApart } from './told-apart.js';
import { nearest } from './values-from.js';

export interface InstalledBuild {
  readonly directory: string;
  readonly label: string;
  readonly at: KustomizationFact['at'];
  readonly changes: Changes;
  readonly files: KustomizeFiles;
}
export interface InstalledBuilds {
  readonly builds: readonly InstalledBuild[];
  /** What stands for kustomizations that nobody wrote. */
  readonly implied: readonly KustomizationFact[];
  /** Whether somebody builds the folder just as it is. */
  isPlain(directory: string): boolean;
}

export function installedBuilds(
  facts: readonly Fact[],
  kustomizations: readonly KustomizationFact[],
  files: ScanFiles,
): InstalledBuilds {
  const maps = facts.filter((fact): fact is ConfigMapFact => fact.kind === 'configmap');
  const installs = facts.filter(
    (fact): fact is KustomizeInstallFact => fact.kind === 'kustomize-install' && fact.isCommand !== true,
  );
  const implied = new Map<string, KustomizationFact>();
  const builds: InstalledBuild[] = [];
  for (const install of installs) {
    const { directory, by, at, changes: place } = install;
    const source = place === undefined ? undefined : files.textOf(place.file);
    if (place === undefined || source === undefined) continue;
    const written = kustomizations.find((each) => each.directory === directory);
    if (written?.isComponent === true) continue;
    const made = written ?? implied.get(directory) ?? impliedIn(install, kustomizations, files);
    if (made === undefined) continue;
    if (written === undefined) implied.set(directory, made);
    const lines = new LineIndex(source);
    const block = onlyWithin(
      source,
      lines.offset(place.line, place.column),
      lines.offset(place.endLine, place.endColumn),
    );
    const root = readYaml(block, { templates: 'all' })[0]?.root;
    if (root === undefined) continue;
    const fields = sourced(place.file, root);
    const changes = { fields, variables: variablesOf(install, fields, maps, files) };
    builds.push({ directory, label: by, at, changes, files: written === undefined ? withImplied(files, made) : files });
  }
  const changed = new Set(builds.map(({ directory }) => directory));
  const plain = new Set(installs.flatMap((each) => (each.changes === undefined ? [each.directory] : [])));
  return {
    builds: toldApart(builds),
    implied: [...implied.values()],
    isPlain: (directory) => !changed.has(directory) || plain.has(directory),
  };
}

/** What is written where it is installed wins over ConfigMaps; Secrets are not seen. */
function variablesOf(
  install: KustomizeInstallFact,
  fields: Sourced,
  maps: readonly ConfigMapFact[],
  files: ScanFiles,
): Changes['variables'] {
  const inline = entry(fields, 'postBuild', 'substitute');
  const named = items(fields, 'postBuild', 'substituteFrom');
  if (inline === undefined && named.length === 0) return undefined;
  const known = new Map<string, Sourced>();
  let mayBeMore = false;
  for (const each of named) {
    const name = textOf(entry(each, 'name')) ?? '';
    const isMap = textOf(entry(each, 'kind')) === 'ConfigMap';
    const { namespace } = install;
    const wanted = namespace === undefined ? { name } : { name, namespace };
    const map = isMap ? nearest(install, maps, wanted) : undefined;
    if (map === undefined || map.files !== undefined) mayBeMore = true;
    for (const { key, value, at } of map?.data ?? []) {
      const lines = new LineIndex(files.textOf(at.file) ?? '');
      const start = lines.offset(at.line, at.column);
      const end = lines.offset(at.endLine, at.endColumn);
      known.set(key, text(value, { file: at.file, start, end }));
    }
  }
  if (inline?.kind === 'map')
    for (const [key, { value }] of inline.entries)
      known.set(key, value.kind === 'number' ? text(String(value.value), value.from) : value);
  return { known, mayBeMore };
}

/** More files than this are no folder that somebody patches as a whole. */
const mostFiles = 300;

/** All manifests of the folder, and kustomizations below it as wholes. */
function impliedIn(
  { directory, takesManifests, at }: KustomizeInstallFact,
  kustomizations: readonly KustomizationFact[],
  files: ScanFiles,
): KustomizationFact | undefined {
  if (!takesManifests) return undefined;
  const prefix = directory === '' ? '' : `${directory}/`;
  const folders = kustomizations.flatMap((each) =>
    each.directory.startsWith(prefix) && !each.isComponent ? [each.directory] : [],
  );
  const outer = folders.filter((each) => !folders.some((other) => other !== each && each.startsWith(`${other}/`)));
  const manifests = files
    .below(directory)
    .filter((path) => /\.ya?ml$/.test(path) && !outer.some((folder) => path.startsWith(`${folder}/`)));
  const resources = [...manifests, ...outer].map((path) => ({ text: path.slice(prefix.length), at }));
  if (manifests.length === 0 || resources.length > mostFiles) return undefined;
  return {
    kind: 'kustomization',
    directory,
    at,
    resources,
    patches: [],
    barePatches: [],
    components: [],
    labels: {},
    isComponent: false,
  };
}
function withImplied(files: KustomizeFiles, { directory, resources }: KustomizationFact): KustomizeFiles {
  const path = directory === '' ? 'kustomization.yaml' : `${directory}/kustomization.yaml`;
  const written = JSON.stringify({ resources: resources.map((each) => each.text) });
  return { textOf: (asked) => (asked === path ? written : files.textOf(asked)) };
}
