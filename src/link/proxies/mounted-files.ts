// Configuration files that stand inside ConfigMaps and their like, in every container that mounts them: nobody else reads them.
import { factRows, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type {
  ContainerFact,
  EmbeddedFileFact,
  Fact,
  FileFacts,
  MountedFile,
  MountFact,
  WorkloadFact,
} from '../../model/facts.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import { referenceText } from '../image/image-names.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { nearest } from '../names/proximity.js';
import { containerKey, isHidden, isUsualPath, mountedEntries } from './container-files.js';
import { withoutMountedTwice, withPlacesOfFiles } from './generated-files.js';
import { ImageFiles } from './image-files.js';

/** Replaces `embedded-file` facts by what they hold, beside the workloads that mount them. */
export function settleMountedFiles(files: readonly FileFacts[]): readonly FileFacts[] {
  const embedded = files.flatMap((file) => file.facts.filter((fact) => fact.kind === 'embedded-file'));
  if (embedded.length === 0) return files;
  const held = withPlacesOfFiles(embedded, files);
  const maps = files.flatMap((file) => file.facts.filter((fact) => fact.kind === 'configmap'));
  const holders = groupBy<Holder>(
    [...held, ...maps.map((map): Holder => ({ ...map, holder: 'configmap' }))],
    ({ holder, name }) => `${holder} ${name}`,
  );
  const images = new ImageFiles(files);
  const made = files.map(({ facts }) =>
    facts.flatMap((fact) => (fact.kind === 'workload' && fact.complete ? readBy(fact, holders, images) : [])),
  );
  const mounted = new Set(made.flatMap((facts) => facts.flatMap((fact) => ('at' in fact ? [fact.at.file] : []))));
  const others = withoutMountedTwice(files.map(withoutEmbedded), held, mounted);
  return others.map((file, index) => {
    const added = made[index] ?? [];
    return added.length === 0 ? file : { ...file, facts: [...file.facts, ...added] };
  });
}

function withoutEmbedded(file: FileFacts): FileFacts {
  const kept = file.facts.filter((fact) => fact.kind !== 'embedded-file');
  return kept.length === file.facts.length ? file : { ...file, facts: kept };
}

type Holder = Pick<EmbeddedFileFact, 'holder' | 'name' | 'namespace' | 'scope' | 'at'> &
  Partial<Pick<EmbeddedFileFact, 'key' | 'facts' | 'settings'>>;

function readBy(workload: WorkloadFact, holders: Groups<Holder>, images: ImageFiles): readonly Fact[] {
  const known = new Map<string, Entries>();
  const entriesOf = ({ from, source }: MountFact): Entries => {
    const name = `${from} ${source}`;
    const found = known.get(name) ?? groupBy(nearestObject(workload, holders.get(name) ?? []), ({ key }) => key);
    known.set(name, found);
    return found;
  };
  return runningContainers(workload).flatMap((container) => {
    const mounted = mountedInto(container, workload, entriesOf);
    return mounted.some((fact) => fact.kind === 'directive-file')
      ? [...mounted, ...images.of(workload, container)]
      : mounted;
  });
}
type Entries = Groups<Holder>;

function mountedInto(
  container: ContainerFact,
  workload: WorkloadFact,
  entriesOf: (mount: MountFact) => Entries,
): readonly Fact[] {
  return (container.mounts ?? []).flatMap((mount): readonly Fact[] => {
    if (mount.from === 'file' || mount.from === 'volume') return [];
    const entries = entriesOf(mount);
    return mountedEntries(mount, entries.keys()).flatMap(({ key, path }) => {
      const held = entries.get(key) ?? [];
      return held.length === 0 || isHidden(container, path, mount)
        ? []
        : held.flatMap(({ facts = [], settings = [] }): readonly Fact[] => [
            ...facts.flatMap((fact) => inContainer(fact, path, container, workload)),
            ...settings.map((each) => {
              return { ...each, owner: path, mounted: { in: containerKey(workload, container), path, isMain: true } };
            }),
          ]);
    });
  });
}

/** The one object that the name means here; none where several are as near. */
function nearestObject(workload: WorkloadFact, candidates: readonly Holder[]): readonly Holder[] {
  const near = nearest(workload, candidates);
  const objects = new Set(near.map(({ at, scope }) => `${at.file}:${at.line}:${at.column} ${scope}`));
  return objects.size === 1 ? near : [];
}

function inContainer(
  fact: NonNullable<Holder['facts']>[number],
  path: string,
  container: ContainerFact,
  workload: WorkloadFact,
): readonly Fact[] {
  const { product } = fact;
  const named = imageProducts(container);
  const isKnown = named.includes(product);
  if (!isKnown && named.length > 0) return [];
  const started = startedWith(container, path);
  const isMain =
    started.isNamed || isUsualPath(product, 'main-files', started.path) || isNamedByVariable(product, path, container);
  const isRead = isMain || isUsualPath(product, 'included-files', started.path);
  // An image that nobody knows: the path and the command have to say what runs in it.
  if (!isRead && !(isKnown && fact.kind === 'directive-file')) return [];
  if (!isKnown && !mentions(container, path, product)) return [];
  if (fact.kind === 'setting-mistake') return [fact];
  const key = containerKey(workload, container);
  const besideOthers = !isMain && hasServerBeside(container, product, started.path);
  const mounted: MountedFile = {
    ...{ in: key, path: started.path, isMain },
    ...(besideOthers ? { besideOthers } : {}),
  };
  return [fact.kind === 'proxy' ? { ...fact, scope: `${key} ${path}`, mounted } : { ...fact, mounted }];
}

function isNamedByVariable(product: string, path: string, { env }: ContainerFact): boolean {
  const names = factRows(product, 'main-file-variables').flatMap(({ value }) => (Array.isArray(value) ? value : []));
  return env.some(
    ({ name, value }) => names.includes(name) && value?.kind === 'literal' && String(value.value) === path,
  );
}

/** `default.conf` of the image answers on, unless it or its folder is hidden. */
function hasServerBeside(container: ContainerFact, product: string, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return factRows(product, 'packaged-servers').some(
    ({ value }) =>
      Array.isArray(value) &&
      value.some((each) => each.startsWith(folder) && each !== path && !isHidden(container, each)),
  );
}

function imageProducts({ image }: ContainerFact): readonly string[] {
  const reference = image === undefined ? '' : referenceText(image);
  return reference === '' ? [] : productsOfImage(reference);
}

function mentions(container: ContainerFact, path: string, product: string): boolean {
  const image = container.image === undefined ? '' : referenceText(container.image);
  return [path, image, container.name, commandOf(container)].some((each) => each.includes(product));
}
const commandOf = perObject(({ command, args }: ContainerFact): string =>
  [...(command?.words ?? []), ...(args?.words ?? [])].join(' '),
);
/** What the command names, folders without a slash at their end. */
const namesIn = perObject(
  (container: ContainerFact): ReadonlySet<string> =>
    new Set(
      commandOf(container)
        .split(/[\s=]/)
        .map((word) => word.replace(/\/$/, '')),
    ),
);

/** Whether the command names the file, or the folder it lies in, and where it ends when the command or the image fills it in. */
function startedWith(container: ContainerFact, path: string): { readonly path: string; readonly isNamed: boolean } {
  const command = commandOf(container);
  const at = command.includes(path) ? placeOfName(command, path) : -1;
  if (at < 0) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    return { path: filledIn(container, path), isNamed: folder !== '' && namesIn(container).has(folder) };
  }
  const behind = command.slice(at + path.length).split(/[;&|\n]/)[0] ?? '';
  const target =
    /^[^>]*>\s*(\/[^\s'"]+)/.exec(behind)?.[1] ?? (isCopied(command.slice(0, at)) ? wordIn(behind) : undefined);
  return target === undefined ? { path, isNamed: true } : { path: target, isNamed: false };
}
/** As a word of its own, not as the beginning of a longer path. */
function placeOfName(command: string, path: string): number {
  for (let at = command.indexOf(path); at >= 0; at = command.indexOf(path, at + 1)) {
    const around = command.charAt(at - 1) + command.charAt(at + path.length);
    if (!/[\w./-]/.test(around)) return at;
  }
  return -1;
}
/** `cp /template/x /etc/nginx/x` */
function isCopied(before: string): boolean {
  return (
    before
      .trimEnd()
      .split(/\s+/)
      .findLast((word) => !word.startsWith('-')) === 'cp'
  );
}
const wordIn = (text: string): string | undefined => /\/[^\s'"]+/.exec(text)?.[0];

/**
 * The nginx image fills the variables of its templates in before it starts.
 * https://github.com/nginxinc/docker-nginx/blob/master/entrypoint/20-envsubst-on-templates.sh
 */
function filledIn({ env }: ContainerFact, path: string): string {
  const given = (name: string, otherwise: string): string => {
    const value = env.find((each) => each.name === name)?.value;
    return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : otherwise;
  };
  const templates = given('NGINX_ENVSUBST_TEMPLATE_DIR', '/etc/nginx/templates');
  const suffix = given('NGINX_ENVSUBST_TEMPLATE_SUFFIX', '.template');
  if (!path.startsWith(`${templates}/`) || !path.endsWith(suffix)) return path;
  const output = given('NGINX_ENVSUBST_OUTPUT_DIR', '/etc/nginx/conf.d');
  return `${output}${path.slice(templates.length, path.length - suffix.length)}`;
}
