// Where a person wrote down what an image is built from: hoplint.yaml and annotations, compose's `build`, builds that name the image.
import { declaredNamesOf } from '../../../model/declarations.js';
import type { BuildFact, ContainerFact, DockerfileFact, Text, WorkloadFact } from '../../../model/facts.js';
import { folderOf, isWithin, joinPath } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import type { FactIndex } from '../../../model/topology.js';
import { envFilesByPath } from '../../lookups.js';
import { outputs } from '../../names/compiled-sources.js';
import { goPackageFolder } from '../../names/go-packages.js';
import {
  buildsByBase,
  buildsByDockerfile,
  buildsByPath,
  buildsByPlace,
  dockerfilesByFolder,
  foldersWithin,
  type NamedBuild,
} from '../build-index.js';
import type { ImageSource } from '../effective-image.js';
import { type ImageName, imageName, imageTag, isTagLike, referenceText } from '../image-names.js';
import { fill } from '../source-paths.js';
import { buildContext } from './build-context.js';
import { type ImageSubject, inOrder, isForDevelopers, isPlain } from './image-subject.js';
import { folderKoNamed } from './ko-names.js';
import { isPublicImage } from './public-images.js';

/** Says on the workload, or on its pods, where the source of its container lives. */
const annotation = 'hoplint.dev/source';

export function declared(subject: ImageSubject): readonly ImageSource[] {
  const { workload, container, context } = subject;
  const { services } = context.declarations;
  const titles = services.length === 0 ? [] : declaredNamesOf(workload);
  const stated = services.filter((each) => titles.includes(each.workload.toLowerCase()));
  const annotated = [...workload.annotations, ...workload.podAnnotations].filter(
    (each) => each.key === annotation || each.key === `${annotation}.${container.name}`,
  );
  const all = [
    ...stated.flatMap(({ source: path, at }) => (path === undefined ? [] : [{ path, at, how: 'hoplint.yaml' }])),
    ...annotated.map((each) => ({ path: joinPath('', each.value), at: each.at, how: `annotation ${each.key}` })),
  ];
  // Only one container of a pod can be meant when the annotation does not name one: the first that no public image fills.
  if (all.length === 0 || !isMeant(workload, container)) return [];
  return all.map(({ path, at, how }) => fromPath(subject, path, at, how));
}

export function writtenBuild(subject: ImageSubject): readonly ImageSource[] {
  const { container, facts } = subject;
  const written = container.build;
  if (written === undefined) return [];
  const build = { ...written, ...filledIn(subject, written) };
  const fact = buildsByPlace(facts).get(`${build.at.file}:${build.at.line}`)?.[0];
  const by = fact?.by ?? written.by ?? 'compose';
  const why = (context: string): string =>
    `${by} builds ${container.name} from ${context === '' ? 'the root' : context}`;
  const source = subject.fromBuild(
    { ...(fact ?? { kind: 'build', image: container.name }), ...build, by },
    why(build.context),
  );
  const { dockerfile, link } = source;
  if (build.contextOpen !== true || dockerfile === undefined) return [source];
  const context = buildContext(dockerfile, facts, subject.context.hasFile);
  return [{ ...source, context, link: { ...link, why: why(context) } }];
}

/** `ko://example.com/shop/cmd/api` is the package that ko builds an image of, and puts its name there: https://ko.build/features/k8s/ */
export function koPackage(subject: ImageSubject): readonly ImageSource[] {
  const { image } = subject.container;
  if (image === undefined) return [];
  const stated = /^ko:\/\/(.+)$/.exec(referenceText(image))?.[1];
  const { facts } = subject;
  const folder =
    stated === undefined
      ? subject.imageBases
          .map((base) => folderKoNamed(base, facts, subject.context.hasFile))
          .find((each) => each !== undefined)
      : goPackageFolder(facts.of('go-module'), stated);
  if (folder === undefined) return [];
  const main = joinPath(folder, 'main.go');
  const place = folder === '' ? 'the root' : folder;
  const why = stated === undefined ? `ko names the image of ${place} so` : `ko builds ${stated}, which is ${place}`;
  return [
    {
      context: folder,
      args: {},
      ...(subject.context.hasFile(main) ? { file: main } : {}),
      link: subject.link(folder, why, 'reference', image.at),
    },
  ];
}

/** `path`: the whole repository path agrees; `base`: its last segment does. */
export function buildsNamed(subject: ImageSubject, part: 'path' | 'base'): readonly ImageSource[] {
  const { facts } = subject;
  if (part === 'base' && subject.isPublic) return [];
  const alike = subject.imageNames.flatMap((each) => {
    if (part === 'base') return buildsByBase(facts).get(each.base) ?? [];
    // `nginx` is Docker's own image, and no build of a compose service that is called like it.
    const isOfficial = subject.isPublic && !each.path.includes('/');
    return isOfficial || (each.open && !each.path.includes('/')) ? [] : (buildsByPath(facts).get(each.path) ?? []);
  });
  const isShared = ({ context }: BuildFact): boolean => alike.some(({ build }) => build.context !== context);
  const matching = inOrder(
    alike.flatMap((each) => {
      const { build } = each;
      const isOther =
        part === 'base' && ((isShared(build) && isOfAnotherProject(build, subject)) || isOfAnotherOwner(each, subject));
      return isOther || isWrittenLater(build, subject) ? [] : [build];
    }),
    facts.of('build'),
  );
  // By its name alone a stage for tests is no image that is deployed.
  const shipped = matching.filter((build) => !isForTests(build));
  return subject
    .nearest(taggedAlike(part === 'base' || shipped.length > 0 ? shipped : matching, subject))
    .map((build) =>
      subject.fromBuild(
        subject.workload.platform === 'compose' ? build : asShipped(build, facts),
        `image ${build.image} is built from ${build.context === '' ? 'the root' : build.context}`,
      ),
    );
}

/** One repository holds the images of several programs, told apart by their tags: `shop:api-${VERSION}` is none of `shop:web-1.4`. */
function taggedAlike(builds: readonly BuildFact[], { container: { image } }: ImageSubject): readonly BuildFact[] {
  const tag = image === undefined ? undefined : imageTag(referenceText(image));
  const fitting = tag === undefined ? [] : builds.filter((build) => isTagLike(build.image, tag));
  return fitting.length > 0 ? fitting : builds;
}

/** A pipeline builds a stage to test in, and then the image itself. */
const isForTests = ({ by, target }: BuildFact): boolean => by === 'pipeline' && forDevelopers.test(target ?? '');
/** Of many projects in folders, each with a pipeline of its own, several may call their image `demo`. */
function isOfAnotherProject({ by, context, at }: BuildFact, { workload }: ImageSubject): boolean {
  const project = folderOf(at.file);
  return by === 'pipeline' && project !== '' && isWithin(context, project) && !isWithin(workload.at.file, project);
}
/** `ann/shop` of one compose project is none of the `bob/shop` that the project beside it builds. */
function isOfAnotherOwner({ build, name }: NamedBuild, { workload, imageNames }: ImageSubject): boolean {
  if (build.by !== 'compose' || workload.platform !== 'compose') return false;
  const [project, own] = [folderOf(build.at.file), folderOf(workload.at.file)];
  if (isWithin(own, project) || isWithin(project, own)) return false;
  const owner = ownerOf(name);
  const owners = imageNames.map(ownerOf);
  return owner !== undefined && owners.every((each) => each !== undefined && each !== owner);
}
/** The Dockerfile that a name leads to, where all its builds are of others. */
export function isBuiltByAnother({ dockerfile }: ImageSource, subject: ImageSubject): boolean {
  const builds = dockerfile === undefined ? [] : (buildsByDockerfile(subject.facts).get(dockerfile.at.file) ?? []);
  return (
    builds.length > 0 &&
    builds.every((build) => {
      const name = imageName(build.image);
      return name !== undefined && isOfAnotherOwner({ build, name }, subject);
    })
  );
}
function ownerOf({ path, open }: ImageName): string | undefined {
  const end = path.lastIndexOf('/');
  return open || end < 0 ? undefined : path.slice(0, end);
}

/** The folder it is built in is what another program writes (`dist/shop_linux_amd64`): nothing of it is in the repository. */
function isWrittenLater({ context, dockerfile }: BuildFact, { facts, context: { hasFile } }: ImageSubject): boolean {
  const path = dockerfile ?? joinPath(context, 'Dockerfile');
  if (
    hasFile(path) ||
    !facts
      .fromRoot(context)
      .split('/')
      .some((part) => outputs.has(part))
  )
    return false;
  return !foldersWithin(facts).has(context);
}
const forDevelopers =
  /(?:^|[-_.])(?:dev(?:elop(?:ment)?|el)?|local|debug|test(?:s|ing)?|base|build(?:er)?)(?:[-_.]|$)/i;
/** Compose often builds what developers run; what is shipped ends with the last stage of the plain Dockerfile beside it, or of the only other one. */
function asShipped(build: BuildFact, facts: FactIndex): BuildFact {
  const { target, dockerfile, ...rest } = build;
  if (build.by !== 'compose') return build;
  const beside = dockerfilesByFolder(facts).get(dockerfile === undefined ? build.context : folderOf(dockerfile)) ?? [];
  const plain = beside.find(isPlain);
  const [only, another] = beside.filter((each) => !isForDevelopers(each));
  const other = plain ?? (another === undefined ? only : undefined);
  const isOfDevelopers = beside.some((each) => each.at.file === dockerfile && isForDevelopers(each));
  if (isOfDevelopers && other !== undefined) return { ...rest, dockerfile: other.at.file };
  if (build.unnamed !== true && !forDevelopers.test(target ?? '')) return build;
  const file = plain?.at.file ?? dockerfile;
  return file === undefined ? rest : { ...rest, dockerfile: file };
}

function fromPath(subject: ImageSubject, path: string, at: Location, how: string): ImageSource {
  const isFile = subject.context.hasFile(path);
  const folder = isFile ? folderOf(path) : path;
  const dockerfile = dockerfileAbove(subject, folder);
  const context = dockerfile === undefined ? folder : folderOf(dockerfile.at.file);
  return {
    context,
    args: {},
    link: subject.link(path, `${how} says so`, 'declared', at),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(isFile && !/dockerfile/i.test(path) ? { file: path } : {}),
  };
}
function dockerfileAbove(subject: ImageSubject, folder: string): DockerfileFact | undefined {
  for (let current = folder; ; current = folderOf(current)) {
    const inside = dockerfilesByFolder(subject.facts).get(current) ?? [];
    const plain = inside.find((each) => isPlain(each));
    if (plain !== undefined || inside.length === 1) return plain ?? inside[0];
    if (current === '') return undefined;
  }
}
function isMeant(workload: WorkloadFact, container: ContainerFact): boolean {
  const mine = workload.containers.filter((each) => !isPublicImage(each));
  return (
    (mine[0] ?? workload.containers[0]) === container ||
    workload.podAnnotations.concat(workload.annotations).some((each) => each.key === `${annotation}.${container.name}`)
  );
}

type Build = NonNullable<ContainerFact['build']>;
/** Compose fills variables in from the `.env` file beside it. */
function filledIn({ facts }: ImageSubject, { dockerfile, target, at }: Build): Partial<Build> {
  if (!`${dockerfile ?? ''}${target ?? ''}`.includes('$')) return {};
  const values = envFilesByPath(facts).get(joinPath(folderOf(at.file), '.env'))?.[0]?.values ?? {};
  const settle = (text: string): string => fill(text, Object.fromEntries(entriesOf(values)));
  return {
    ...(dockerfile === undefined ? {} : { dockerfile: joinPath('', settle(dockerfile)) }),
    ...(target === undefined ? {} : { target: settle(target) }),
  };
}
function entriesOf(values: Readonly<Record<string, Text>>): readonly (readonly [string, string])[] {
  return Object.entries(values).map(([name, { text }]) => [name, text]);
}
