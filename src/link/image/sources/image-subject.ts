// The container whose image is looked for: the names it goes by, what lies near its manifest, and sources made from what was found.
import { perObject } from '../../../knowledge/memo.js';
import type { Declarations } from '../../../model/declarations.js';
import type { BuildFact, ContainerFact, DockerfileFact, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { FactIndex, LinkReason } from '../../../model/topology.js';
import { nearness, sharedFolders } from '../../names/proximity.js';
import { dockerfileOf, imageAliases, ownRepositories } from '../build-index.js';
import type { ImageSource } from '../effective-image.js';
import { containerImage, type ImageName } from '../image-names.js';
import { buildContext, isBrought } from './build-context.js';
import { calledImage, isPublicImage, ownContainers } from './public-images.js';

export interface IdentifyContext {
  readonly facts: FactIndex;
  readonly declarations: Declarations;
  readonly hasFile: (path: string) => boolean;
}

export class ImageSubject {
  readonly workload: WorkloadFact;
  readonly container: ContainerFact;
  readonly context: IdentifyContext;
  readonly image: ImageName | undefined;
  /** The image's names before and after kustomize renamed it. */
  readonly imageNames: readonly ImageName[];
  /** Everybody pulls it; a product that everybody runs is built here all the same when this is its own repository. */
  readonly isPublic: boolean;

  constructor(workload: WorkloadFact, container: ContainerFact, context: IdentifyContext) {
    this.workload = workload;
    this.container = container;
    this.context = context;
    const image = containerImage(container);
    this.image = image;
    const aliases = image === undefined ? [] : (imageAliases(context.facts).get(image.path) ?? []);
    this.imageNames =
      image === undefined ? [] : [image, ...withoutArchitecture(image), ...aliases.map(([, name]) => name)];
    this.isPublic = !ownRepositories(context.facts).includes(image?.path ?? '') && isPublicImage(container);
  }

  get facts(): FactIndex {
    return this.context.facts;
  }
  get imageBases(): readonly string[] {
    return this.imageNames.map((each) => each.base);
  }

  /** Examples side by side use the same names: the ones nearest to the manifest are meant, all of them when equally near. */
  nearest<T extends { readonly at: Location }>(found: readonly T[]): readonly T[] {
    if (found.length === 0) return found;
    const { file } = this.workload.at;
    const best = Math.max(...found.map((each) => sharedFolders(file, each.at.file)));
    const near = found.filter((each) => sharedFolders(file, each.at.file) === best);
    const free = near.filter((each) => !this.#isNearerToAnother(each.at.file, best));
    return (free.length > 0 ? free : near).toSorted((a, b) => nearness(file, b.at.file) - nearness(file, a.at.file));
  }
  /** A copy of the whole project in a folder brings its own manifests, and those mean its sources; one beside the source does not tell. */
  #isNearerToAnother(source: string, shared: number): boolean {
    const own = `${folderOf(source)}/`;
    return this.imageBases.some((base) =>
      (containersByImage(this.facts).get(base) ?? []).some(
        ({ at }) => sharedFolders(at.file, source) > shared && !at.file.startsWith(own),
      ),
    );
  }

  fromBuild(build: BuildFact, why: string): ImageSource {
    const dockerfile = dockerfileOf(build, this.facts);
    const { hasFile } = this.context;
    const isElsewhere = dockerfile !== undefined && isBrought(build.context, dockerfile, this.facts, hasFile);
    return {
      context: isElsewhere ? buildContext(dockerfile, this.facts, hasFile) : build.context,
      args: build.args ?? {},
      build,
      link: this.link(dockerfile?.at.file ?? build.context, why, 'reference', build.at),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(build.target === undefined ? {} : { target: build.target }),
    };
  }
  fromDockerfile(dockerfile: DockerfileFact, why: string, strength: LinkReason['strength']): ImageSource {
    return {
      dockerfile,
      context: buildContext(dockerfile, this.facts, this.context.hasFile),
      args: {},
      link: this.link(dockerfile.at.file, why, strength, dockerfile.at),
    };
  }
  link(to: string, why: string, strength: LinkReason['strength'], at: Location): LinkReason {
    return { from: `container ${this.container.name}`, to: to === '' ? '.' : to, why, strength, at };
  }
}

/** `shop-api-amd64` is `shop-api`, made for one kind of machine. */
function withoutArchitecture(image: ImageName): readonly ImageName[] {
  const base = image.base.replace(architecture, '');
  if (base === image.base || base === '') return [];
  return [{ ...image, base, path: image.path.replace(architecture, '') }];
}
const architecture = /[-_](?:linux[-_])?(?:amd64|arm64|x86_64|aarch64|armv7)$/;

const containersByImage = perObject((facts: FactIndex) => groupBy(ownContainers(facts), calledImage));

/** Each once, as the scan lists them. */
export function inOrder<T>(found: readonly T[], all: readonly T[]): readonly T[] {
  if (found.length < 2) return found;
  const chosen = new Set(found);
  return all.filter((each) => chosen.has(each));
}
/** Variants beside a plain Dockerfile (`Dockerfile.dev`) are other ways to build the same thing. */
export const isPlain = (dockerfile: DockerfileFact): boolean =>
  /(?:^|\/)(?:Docker|Container)file$/i.test(dockerfile.at.file);
/** `Dockerfile.dev`, `local.Dockerfile`. */
export const isForDevelopers = ({ at }: DockerfileFact): boolean =>
  /(?:^|[.-])(?:dev|develop|development|debug|local|tests?|testing)(?:[.-]|$)/i.test(baseNameOf(at.file));
