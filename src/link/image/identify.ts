// Which Dockerfile or folder a container's image is built from: the strongest kind of evidence wins, equals stay candidates.

import { factList, imageRow, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { Declarations } from '../../model/declarations.js';
import type { BuildFact, ContainerFact, DockerfileFact, Text, WorkloadFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import { dockerfilesByPath, envFilesByPath, groupBy, packagesByFolder } from '../lookups.js';
import { nearness } from '../proximity.js';
import { buildContext } from './build-context.js';
import {
  buildsByBase,
  buildsByPath,
  buildsByPlace,
  dockerfilesByFolder,
  dockerfilesByName,
  dockerfilesBySpelling,
  imageAliases,
  lettersOf,
  ownRepositories,
  sourceFolders,
} from './build-index.js';
import type { ImageSource } from './effective-image.js';
import { containerImage, type ImageName, imageName, referenceText } from './image-names.js';
import { parametricMatches } from './parametric.js';
import { fill, folderOf, joinPath } from './source-paths.js';

/** Says on the workload, or on its pods, where the source of its container lives. */
const annotation = 'hoplint.dev/source';

export interface IdentifyContext {
  readonly facts: FactIndex;
  readonly declarations: Declarations;
  readonly hasFile: (path: string) => boolean;
}

export function identifyImage(
  workload: WorkloadFact,
  container: ContainerFact,
  context: IdentifyContext,
): readonly ImageSource[] {
  const seeker = new Seeker(workload, container, context);
  for (const step of [
    () => seeker.declared(),
    () => seeker.composeBuild(),
    () => seeker.buildsNamed('path'),
    () => seeker.buildsNamed('base'),
    () => seeker.foldersOfImage(),
    () => seeker.foldersOfNames(),
    () => seeker.parametric(),
    // The one Dockerfile of a scan says more about the image than a folder that is called alike.
    () => seeker.onlyOne(),
    () => seeker.sourceFoldersNamed(),
  ]) {
    const found = distinct(step());
    if (found.length > 0) return found;
  }
  return [];
}

/** Several files may describe the same build; the one nearest to the manifest speaks for all. */
function distinct(sources: readonly ImageSource[]): readonly ImageSource[] {
  const seen = new Map<string, ImageSource>();
  for (const source of sources) {
    const args = Object.entries(source.args).sort().join();
    const key = [source.dockerfile?.at.file, source.context, source.target, source.file, args].join('\0');
    if (!seen.has(key)) seen.set(key, source);
  }
  return [...seen.values()];
}

class Seeker {
  readonly #workload: WorkloadFact;
  readonly #container: ContainerFact;
  readonly #context: IdentifyContext;
  readonly #dockerfiles: readonly DockerfileFact[];
  readonly #image: ImageName | undefined;

  constructor(workload: WorkloadFact, container: ContainerFact, context: IdentifyContext) {
    this.#workload = workload;
    this.#container = container;
    this.#context = context;
    this.#dockerfiles = context.facts.of('dockerfile');
    this.#image = containerImage(container);
  }

  declared(): readonly ImageSource[] {
    const { declarations } = this.#context;
    const titles = titlesOf(this.#workload);
    const stated = declarations.services.filter((each) => titles.includes(each.workload.toLowerCase()));
    const annotated = [...this.#workload.annotations, ...this.#workload.podAnnotations].filter(
      (each) => each.key === annotation || each.key === `${annotation}.${this.#container.name}`,
    );
    const all = [
      ...stated.map((each) => ({ path: each.source, at: each.at, how: 'hoplint.yaml' })),
      ...annotated.map((each) => ({ path: joinPath('', each.value), at: each.at, how: `annotation ${each.key}` })),
    ];
    // Only one container of a pod can be meant when the annotation does not name one: the first that no public image fills.
    if (all.length === 0 || !this.#isMeantByWorkload()) return [];
    return all.map(({ path, at, how }) => this.#fromPath(path, at, how));
  }

  composeBuild(): readonly ImageSource[] {
    const { facts } = this.#context;
    const written = this.#container.build;
    if (written === undefined) return [];
    const build = { ...written, ...this.#filledIn(written) };
    const fact = buildsByPlace(facts).get(`${build.at.file}:${build.at.line}`)?.[0];
    const why = `compose builds ${this.#container.name} from ${build.context === '' ? 'the root' : build.context}`;
    return [
      this.#fromBuild(
        { ...(fact ?? { kind: 'build', image: this.#container.name, by: 'compose' }), ...build },
        why,
        'reference',
      ),
    ];
  }

  /** Compose fills variables in from the `.env` file beside it. */
  #filledIn(build: NonNullable<ContainerFact['build']>): Partial<NonNullable<ContainerFact['build']>> {
    const { dockerfile, target } = build;
    if (!`${dockerfile ?? ''}${target ?? ''}`.includes('$')) return {};
    const values =
      envFilesByPath(this.#context.facts).get(joinPath(folderOf(build.at.file), '.env'))?.[0]?.values ?? {};
    const settle = (text: string): string => fill(text, Object.fromEntries(entriesOf(values)));
    return {
      ...(dockerfile === undefined ? {} : { dockerfile: joinPath('', settle(dockerfile)) }),
      ...(target === undefined ? {} : { target: settle(target) }),
    };
  }

  /** `path`: the whole repository path agrees; `base`: its last segment does. */
  buildsNamed(part: 'path' | 'base'): readonly ImageSource[] {
    if (part === 'base' && this.#isPublic()) return [];
    const { facts } = this.#context;
    const alike = this.#imageNames().flatMap((each) => {
      if (part === 'base') return buildsByBase(facts).get(each.base) ?? [];
      return each.open && !each.path.includes('/') ? [] : (buildsByPath(facts).get(each.path) ?? []);
    });
    const matching = inOrder(
      alike.map(({ build }) => build),
      facts.of('build'),
    );
    return this.#nearest(matching).map((build) =>
      this.#fromBuild(
        build,
        `image ${build.image} is built from ${build.context === '' ? 'the root' : build.context}`,
        'reference',
      ),
    );
  }

  /** The Dockerfile's folder, or the Dockerfile's own name, is called like the image. */
  foldersOfImage(): readonly ImageSource[] {
    if (this.#isPublic()) return [];
    const found = this.#dockerfilesCalled(this.#imageNames().map((each) => each.base));
    return this.#nearest(found).map((each) =>
      this.#fromDockerfile(each, `${each.at.file} is called like the image`, 'name'),
    );
  }

  /** Weaker likenesses compete: the nearest wins, then the better kind of name. Containers are often just called `app`. */
  foldersOfNames(): readonly ImageSource[] {
    if (this.#isPublic()) return [];
    const workload = this.#workload.name.toLowerCase();
    const images = this.#imageNames().map((each) => each.base);
    const kinds: readonly (readonly [readonly DockerfileFact[], string])[] = [
      [plainest(this.#dockerfilesSpelled(images)), 'in the folders that the image name spells'],
      [this.#dockerfilesCalled([workload]), `called like the workload ${workload}`],
      // Registries repeat the project's name in front: `acme-shop-cart` is built in `cart`.
      [
        this.#dockerfilesCalled(images.flatMap(endsOf).filter((name) => name.length > 2)),
        'called like the end of the image name',
      ],
      [plainest(this.#dockerfilesBesidePackages([workload, ...images])), 'beside the package of that name'],
      [this.#dockerfilesCalled([this.#container.name.toLowerCase()]), 'called like the container'],
    ];
    const nearest = new Set(this.#nearest(kinds.flatMap(([found]) => found)));
    for (const [found, words] of kinds) {
      const chosen = found.filter((each) => nearest.has(each));
      if (chosen.length > 0)
        return chosen.map((each) => this.#fromDockerfile(each, `${each.at.file} is ${words}`, 'name'));
    }
    return [];
  }

  /** One Dockerfile builds many services, and a folder it can build is called like this one. */
  parametric(): readonly ImageSource[] {
    if (this.#isPublic()) return [];
    const names = [...this.#imageNames().map((each) => each.base), this.#workload.name.toLowerCase()];
    const plain = this.#dockerfiles.filter(isPlain);
    const found = (plain.length > 0 ? plain : this.#dockerfiles).flatMap((dockerfile) =>
      parametricMatches(
        dockerfile,
        (own) => buildContext(own, this.#context.facts, this.#context.hasFile),
        names,
        this.#context.facts,
      ),
    );
    const exact = found.filter((each) => names.includes(each.value.toLowerCase()));
    return (exact.length > 0 ? exact : found).map((each) => ({
      ...this.#fromDockerfile(
        each.dockerfile,
        `${each.dockerfile.at.file} builds the folder ${each.folder} when ${each.argument} is ${each.value}, and that is what the image is called`,
        'name',
      ),
      args: { [each.argument]: each.value },
    }));
  }

  /** A folder of source code called like the image, the workload or the container; no Dockerfile there says more. */
  sourceFoldersNamed(): readonly ImageSource[] {
    if (this.#isPublic()) return [];
    for (const wanted of this.#wantedNames()) {
      const folders = sourceFolders(this.#context.facts).get(wanted);
      if (folders !== undefined) {
        const found = [...folders.values()].map(({ folder, at }) => ({
          folder,
          at: { ...at, line: 1, column: 1, endLine: 1, endColumn: 1 },
        }));
        return this.#nearest(found).map(({ folder, at }) => ({
          context: folder,
          args: {},
          link: this.#link(folder, `the folder ${folder} is called like ${wanted}`, 'name', at),
        }));
      }
    }
    return [];
  }

  onlyOne(): readonly ImageSource[] {
    const own = this.#dockerfiles.filter((each) => !/(?:^|\/)\.devcontainer\//.test(each.at.file));
    // Variants beside a plain Dockerfile (`Dockerfile.dev`) are other ways to build the same thing.
    const plain = own.filter((each) => isPlain(each));
    const [only] = plain.length > 0 ? plain : own;
    const folders = new Set(own.map((each) => folderOf(each.at.file)));
    if (only === undefined || this.#isPublic() || folders.size !== 1 || (plain.length === 0 && own.length > 1))
      return [];
    const images = ownImages(this.#context.facts);
    if (images.size !== 1 || !images.has(this.#image?.base ?? this.#container.name)) return [];
    return [
      this.#fromDockerfile(
        only,
        'it is the only Dockerfile, and this the only image of the scan that could come from it',
        'only-one',
      ),
    ];
  }

  #wantedNames(): ReadonlySet<string> {
    const names = [this.#workload.name, this.#container.name].map((name) => name.toLowerCase());
    return new Set([...this.#imageNames().map((each) => each.base), ...names]);
  }

  /** The image's names before and after kustomize renamed it. */
  #imageNames(): readonly ImageName[] {
    const own = this.#image;
    if (own === undefined) return [];
    const aliases = imageAliases(this.#context.facts).get(own.path) ?? [];
    return [own, ...aliases.map(([, name]) => name)];
  }
  #dockerfilesCalled(names: readonly string[]): readonly DockerfileFact[] {
    const index = dockerfilesByName(this.#context.facts);
    return inOrder(
      names.flatMap((name) => index.get(name) ?? []),
      this.#dockerfiles,
    );
  }
  #dockerfilesSpelled(images: readonly string[]): readonly DockerfileFact[] {
    const index = dockerfilesBySpelling(this.#context.facts);
    return inOrder(
      images.flatMap((image) => index.get(lettersOf(image)) ?? []),
      this.#dockerfiles,
    );
  }
  #dockerfilesBesidePackages(names: readonly string[]): readonly DockerfileFact[] {
    const { facts } = this.#context;
    const packages = names
      .flatMap((name) => packagesByShortName(facts).get(name) ?? [])
      .filter((each) => packagesByFolder(facts).get(each.directory)?.[0] === each);
    const modules = names.flatMap((name) => modulesByShortName(facts).get(name) ?? []);
    return inOrder(
      [...packages, ...modules].flatMap((each) => dockerfilesByFolder(facts).get(each.directory) ?? []),
      this.#dockerfiles,
    );
  }

  #isPublic(): boolean {
    // A product that everybody runs is built here all the same when this is its own repository.
    const own = ownRepositories(this.#context.facts).includes(this.#image?.path ?? '');
    return !own && isPublicImage(this.#container);
  }
  #isMeantByWorkload(): boolean {
    const mine = this.#workload.containers.filter((each) => !isPublicImage(each));
    return (
      (mine[0] ?? this.#workload.containers[0]) === this.#container ||
      this.#workload.podAnnotations
        .concat(this.#workload.annotations)
        .some((each) => each.key === `${annotation}.${this.#container.name}`)
    );
  }

  /** Examples side by side use the same names: the ones nearest to the manifest are meant, all of them when equally near. */
  #nearest<T extends { readonly at: Location }>(found: readonly T[]): readonly T[] {
    const file = this.#workload.at.file;
    const best = Math.max(...found.map((each) => sharedFolders(file, each.at.file)));
    return found
      .filter((each) => sharedFolders(file, each.at.file) === best)
      .toSorted((a, b) => nearness(file, b.at.file) - nearness(file, a.at.file));
  }

  #fromPath(path: string, at: Location, how: string): ImageSource {
    const isFile = this.#context.hasFile(path);
    const folder = isFile ? folderOf(path) : path;
    const dockerfile = this.#dockerfileAbove(folder);
    const link = this.#link(path, `${how} says so`, 'declared', at);
    const context = dockerfile === undefined ? folder : folderOf(dockerfile.at.file);
    return {
      context,
      args: {},
      link,
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(isFile && !/dockerfile/i.test(path) ? { file: path } : {}),
    };
  }
  #dockerfileAbove(folder: string): DockerfileFact | undefined {
    for (let current = folder; ; current = folderOf(current)) {
      const inside = dockerfilesByFolder(this.#context.facts).get(current) ?? [];
      const plain = inside.find((each) => isPlain(each));
      if (plain !== undefined || inside.length === 1) return plain ?? inside[0];
      if (current === '') return undefined;
    }
  }

  #fromBuild(build: BuildFact, why: string, strength: LinkReason['strength']): ImageSource {
    const path = build.dockerfile ?? joinPath(build.context, 'Dockerfile');
    const byPath = dockerfilesByPath(this.#context.facts);
    const dockerfile =
      byPath.get(path)?.[0] ??
      (build.dockerfile === undefined ? byPath.get(joinPath(build.context, 'Containerfile'))?.[0] : undefined);
    return {
      context: build.context,
      args: build.args ?? {},
      build,
      link: this.#link(dockerfile?.at.file ?? build.context, why, strength, build.at),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(build.target === undefined ? {} : { target: build.target }),
    };
  }
  #fromDockerfile(dockerfile: DockerfileFact, why: string, strength: LinkReason['strength']): ImageSource {
    return {
      dockerfile,
      context: buildContext(dockerfile, this.#context.facts, this.#context.hasFile),
      args: {},
      link: this.#link(dockerfile.at.file, why, strength, dockerfile.at),
    };
  }
  #link(to: string, why: string, strength: LinkReason['strength'], at: Location): LinkReason {
    return { from: `container ${this.#container.name}`, to: to === '' ? '.' : to, why, strength, at };
  }
}

/** An image everybody can pull, which no Dockerfile here makes: a product we know, or one of Docker's official images with a tag. */
function isPublicImage(container: ContainerFact): boolean {
  if (container.build !== undefined || container.image === undefined) return false;
  const reference = referenceText(container.image);
  if (reference === '' || /[${]/.test(reference.replace(/[:@].*$/, ''))) return false;
  return imageRow(reference) !== undefined || productsOfImage(reference).length > 0 || isThirdParty(container);
}
/** A product that projects run but do not build: a datastore, a broker, a dashboard. */
export function isThirdParty(container: ContainerFact): boolean {
  if (container.build !== undefined || container.image === undefined) return false;
  const names = factList('images', 'third-party-names', undefined, container.at);
  const base = imageName(referenceText(container.image))?.base;
  return base !== undefined && names.state === 'known' && names.value.includes(base);
}

/** Images of the scan that may be built in it: last segment, whichever registry, or the container's name where no image is named. */
const ownImages = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set(
      facts
        .of('workload')
        .filter((each) => each.workloadKind !== 'Job' && each.workloadKind !== 'CronJob')
        .flatMap((each) => each.containers)
        .filter((each) => !isPublicImage(each))
        .map((each) => containerImage(each)?.base ?? each.name),
    ),
);
const packagesByShortName = perObject((facts: FactIndex) =>
  groupBy(facts.of('package'), ({ name }) => name?.toLowerCase().replace(/^@[^/]*\//, '')),
);
const modulesByShortName = perObject((facts: FactIndex) =>
  groupBy(facts.of('go-module'), ({ path }) =>
    path
      .replace(/\/v\d+$/, '')
      .replace(/^.*\//, '')
      .toLowerCase(),
  ),
);
/** Variants beside a plain Dockerfile (`Dockerfile.dev`) are other ways to build the same thing. */
function plainest(dockerfiles: readonly DockerfileFact[]): readonly DockerfileFact[] {
  const plain = new Set(dockerfiles.filter(isPlain).map((each) => folderOf(each.at.file)));
  return dockerfiles.filter((each) => isPlain(each) || !plain.has(folderOf(each.at.file)));
}
function entriesOf(values: Readonly<Record<string, Text>>): readonly (readonly [string, string])[] {
  return Object.entries(values).map(([name, { text }]) => [name, text]);
}
/** What follows each hyphen of a name. */
function endsOf(name: string): readonly string[] {
  return Array.from(name.matchAll(/-/g), ({ index }) => name.slice(index + 1));
}
/** Each once, as the scan lists them. */
function inOrder<T>(found: readonly T[], all: readonly T[]): readonly T[] {
  if (found.length < 2) return found;
  const chosen = new Set(found);
  return all.filter((each) => chosen.has(each));
}
function titlesOf(workload: WorkloadFact): readonly string[] {
  const kind = workload.workloadKind.toLowerCase();
  const short = `${kind}/${workload.name}`.toLowerCase();
  const plain = kind.replace(/^(?:compose|ecs)/, '');
  const names = [short, `${plain}/${workload.name}`.toLowerCase()];
  return workload.namespace === undefined
    ? names
    : [...names, ...names.map((name) => `${workload.namespace}/${name}`.toLowerCase())];
}
const isPlain = (dockerfile: DockerfileFact): boolean => /(?:^|\/)(?:Docker|Container)file$/i.test(dockerfile.at.file);

function sharedFolders(a: string, b: string): number {
  const left = a.split('/').slice(0, -1);
  const right = b.split('/').slice(0, -1);
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared;
}
