// Dockerfiles that need no name: the repository's own for an image called like the repository, the only one around a manifest, and
// the only one of a scan.
import { perObject } from '../../../knowledge/memo.js';
import type { ContainerFact, DockerfileFact, WorkloadFact } from '../../../model/facts.js';
import { folderOf, foldersAbove, isWithin, normalise } from '../../../model/file-paths.js';
import { type Groups, groupByEach } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { FactIndex } from '../../../model/topology.js';
import { buildsByBase, buildsByDockerfile, ownRepositories } from '../build-index.js';
import type { ImageSource } from '../effective-image.js';
import { imageName, imageTag, isFilledInLater, referenceText } from '../image-names.js';
import { buildContext } from './build-context.js';
import { type ImageSubject, isPlain } from './image-subject.js';
import { calledImage, isOfOwnRegistry, isPlaceholder, ownContainers, ownImages } from './public-images.js';

/** Folders at the root where projects keep the Dockerfile of the whole repository. */
const ownFolders = new Set(['', 'docker', '.docker', 'build', 'build/docker', 'deploy/docker', 'package']);

/** `owner/name` is built by the repository `owner/name`, from the one plain Dockerfile at its root or in a folder kept for it. */
export function ofRepository(subject: ImageSubject): readonly ImageSource[] {
  const { image, facts } = subject;
  if (image === undefined || !ownRepositories(facts).includes(image.path)) return [];
  const own = facts
    .of('dockerfile')
    .filter((each) => isPlain(each) && ownFolders.has(facts.fromRoot(folderOf(each.at.file))));
  const outermost = own.filter((each) => own.every((other) => depth(other) >= depth(each)));
  const [only] = outermost;
  return only === undefined || outermost.length > 1
    ? []
    : [subject.fromDockerfile(only, `the image is called like the repository, ${image.path}`, 'name')];
}
const depth = (dockerfile: DockerfileFact): number => dockerfile.at.file.split('/').length;

/** A folder with one program, its Dockerfile and its manifests is a project of its own, whatever the image is called. */
export function onlyOneAround(subject: ImageSubject): readonly ImageSource[] {
  const { facts, workload } = subject;
  const called = calledImage(subject.container);
  for (let folder = folderOf(workload.at.file); facts.fromRoot(folder) !== ''; folder = folderOf(folder)) {
    const around = dockerfilesBelow(facts).get(folder);
    if (around === undefined) continue;
    const plain = around.filter(isPlain);
    const [only, another] = plain.length > 0 ? plain : around;
    if (only === undefined || another !== undefined || folderOf(only.at.file) !== folder) return [];
    const there = containersBelow(facts).get(folder) ?? [];
    const images = new Set(there.map(calledImage));
    if (!isProject(facts, folder) || images.size !== 1 || !images.has(called) || runsByName(subject, only)) return [];
    if (holdsSeveral(there)) return [];
    return [
      subject.fromDockerfile(only, `it is the only Dockerfile of ${folder}, and this the only image there`, 'only-one'),
    ];
  }
  return [];
}

export function onlyOne(subject: ImageSubject): readonly ImageSource[] {
  const only = onlyDockerfile(subject);
  if (only === undefined || runsByName(subject, only) || isSomebodyElses(subject)) return [];
  const images = ownImages(subject.facts);
  const called = calledImage(subject.container);
  // What a registry of their own holds is theirs: who writes down how he builds the same Dockerfile, as compose does, is no rival.
  const rivals =
    isOfOwnRegistry(subject.container) || isMadeByProgram(subject) ? imagesWithoutBuild(subject.facts) : images;
  if (rivals.size === 1)
    return rivals.has(called) && !holdsSeveral(containersByImage(subject.facts).get(called) ?? [])
      ? [
          subject.fromDockerfile(
            only,
            'it is the only Dockerfile, and this the only image of the scan that could come from it',
            'only-one',
          ),
        ]
      : [];
  return isFamily(subject, called) && isAloneOnItsPort(subject, only, called)
    ? [
        subject.fromDockerfile(
          only,
          'it is the only Dockerfile, the image begins with the name of the repository, and no other listens on the port that it exposes',
          'only-one',
        ),
      ]
    : [];
}
/** An image of a repository that a program of the infrastructure makes with the rest, and names when it runs. */
const isMadeByProgram = ({ container, workload }: ImageSubject): boolean =>
  workload.platform === 'ecs' && container.build === undefined && isFilledInLater(container);
/** One name for several programs, which its tags tell apart: `acme/samples:cart-v1` and `acme/samples:stock-v1`. */
function holdsSeveral(containers: readonly ContainerFact[]): boolean {
  return new Set(containers.flatMap((each) => toldByTag(each) ?? [])).size > 1;
}
/** The container's own name, where its tag says it as well. */
function toldByTag({ name, image }: ContainerFact): string | undefined {
  const tag = image === undefined ? undefined : imageTag(referenceText(image));
  const called = lettersOf(name);
  return tag !== undefined && called.length > 3 && lettersOf(tag).includes(called) ? called : undefined;
}
const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
const containersByImage = perObject((facts: FactIndex) =>
  groupByEach(ownContainers(facts), (each) => [calledImage(each)]),
);
const imagesWithoutBuild = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set(
      ownContainers(facts)
        .filter(({ build }) => build === undefined)
        .map(calledImage),
    ),
);
/** The pipeline says what runs: by the whole name, or in place of an image that only stands there until it does. */
const isNameless = ({ container, workload }: ImageSubject): boolean =>
  isFilledInLater(container) || isPlaceholder(workload, container);
/** The program of the repository, for the only image whose name the pipeline fills in; both name the same port. */
export function ofNamelessImage(subject: ImageSubject): readonly ImageSource[] {
  const { container, context, facts } = subject;
  if (!isNameless(subject)) return [];
  const plain = facts.of('dockerfile').filter(isPlain);
  const atRoot = plain.filter(({ at }) => facts.fromRoot(folderOf(at.file)) === '');
  // Without one at the root, that of a folder kept for it; `build/Dockerfile` beside a package of its own builds that.
  const kept = plain.filter(({ at }) => ownFolders.has(facts.fromRoot(folderOf(at.file))));
  const [only, another] = atRoot.length > 0 ? atRoot : plain.length === 1 ? kept : [];
  if (only === undefined || another !== undefined || runsByName(subject, only)) return [];
  if (!isProject(facts, folderOf(only.at.file)) && !isProject(facts, buildContext(only, facts, context.hasFile)))
    return [];
  const called = calledImage(container);
  return isAloneOnItsPort(subject, only, called)
    ? [
        subject.fromDockerfile(
          only,
          'it builds the project at the root of the repository, and nothing else of the scan listens on the port that it exposes',
          'only-one',
        ),
      ]
    : [];
}
/** The same for a part of the repository that has its infrastructure with it: the only program there, for the only image without a name. */
export function ofNamelessImageAround(subject: ImageSubject): readonly ImageSource[] {
  const { container, context, facts, workload } = subject;
  const { hasFile } = context;
  if (!isNameless(subject)) return [];
  for (let folder = folderOf(workload.at.file); facts.fromRoot(folder) !== ''; folder = folderOf(folder)) {
    const [only, another] = dockerfilesBelow(facts).get(folder)?.filter(isPlain) ?? [];
    if (only === undefined) continue;
    const called = calledImage(container);
    const isMeant =
      another === undefined &&
      (isProject(facts, folderOf(only.at.file)) || isProject(facts, buildContext(only, facts, hasFile))) &&
      !runsByName(subject, only) &&
      isAloneOnItsPort(subject, only, called, containersBelow(facts).get(folder) ?? []);
    const why = `it is the only Dockerfile of ${folder}, and nothing else there listens on the port that it exposes`;
    return isMeant ? [subject.fromDockerfile(only, why, 'only-one')] : [];
  }
  return [];
}
/** `quay.io/other/tool` beside the sources of `acme/shop`: a registry of the public, another owner, and no word in common. */
function isSomebodyElses({ container, image, facts }: ImageSubject): boolean {
  const repositories = ownRepositories(facts);
  if (container.image === undefined || image === undefined || image.open || repositories.length === 0) return false;
  if (container.build !== undefined || !ofThePublic.test(referenceText(container.image))) return false;
  // Its program is brought along, whoever made the image.
  if (worksInMount(container)) return false;
  const own = new Set(repositories.flatMap(wordsOf));
  return image.path.includes('/') && wordsOf(image.path).every((word) => !own.has(word));
}
function worksInMount({ mounts = [], workingDir }: ContainerFact): boolean {
  const folder = workingDir === undefined ? undefined : normalise(workingDir.text);
  return (
    folder !== undefined && mounts.some(({ from, target }) => from === 'file' && isWithin(folder, normalise(target)))
  );
}
const ofThePublic = /^(?:quay\.io|ghcr\.io|gcr\.io|public\.ecr\.aws|registry\.k8s\.io|mcr\.microsoft\.com)\//;
const wordsOf = (path: string): readonly string[] => path.split(/[^a-z0-9]+/).filter((word) => word.length > 2);

/** The platform runs it already, under the name that its build writes down: what is called otherwise, or nothing at all, is another one. */
function runsByName({ facts, workload }: ImageSubject, { at }: DockerfileFact): boolean {
  const builds = buildsByDockerfile(facts).get(at.file) ?? [];
  const names = builds.flatMap(({ image }) => imageName(image)?.base ?? []);
  const running = imagesByPlatform(facts).get(workload.platform);
  return names.some((name) => running?.has(name) === true);
}
const imagesByPlatform = perObject((facts: FactIndex) => {
  const images = new Map<WorkloadFact['platform'], Set<string>>();
  for (const { platform, containers } of facts.of('workload')) {
    const known = images.get(platform) ?? new Set<string>();
    for (const each of containers) {
      if (!isFilledInLater(each)) known.add(calledImage(each));
    }
    images.set(platform, known);
  }
  return images;
});

/** What lies in each folder, at any depth. */
const below = <T extends { readonly at: Location }>(all: readonly T[]): Groups<T> =>
  groupByEach(all, ({ at }) => foldersAbove(at.file));
const dockerfilesBelow = perObject((facts: FactIndex) => below(facts.of('dockerfile')));
const containersBelow = perObject((facts: FactIndex) => below(ownContainers(facts)));

const projectFolders = perObject(
  (facts: FactIndex) => new Set([...facts.of('package'), ...facts.of('go-module')].map(({ directory }) => directory)),
);
const isProject = (facts: FactIndex, folder: string): boolean => projectFolders(facts).has(folder);
function onlyDockerfile({ facts }: ImageSubject): DockerfileFact | undefined {
  const own = facts.of('dockerfile').filter((each) => !/(?:^|\/)\.devcontainer\//.test(each.at.file));
  const plain = own.filter((each) => isPlain(each));
  const [only] = plain.length > 0 ? plain : own;
  const folders = new Set(own.map((each) => folderOf(each.at.file)));
  return folders.size === 1 && (plain.length > 0 || own.length === 1) ? only : undefined;
}

/** `shop-backend` belongs to the repository `acme/shop`. */
function isFamily({ facts }: ImageSubject, image: string): boolean {
  return ownRepositories(facts).some((repository) => {
    const name = repository.replace(/^.*\//, '');
    return image === name || image.startsWith(`${name}-`);
  });
}
function isAloneOnItsPort(
  { facts, workload }: ImageSubject,
  dockerfile: DockerfileFact,
  image: string,
  near: readonly ContainerFact[] = ownContainers(facts),
): boolean {
  const exposed = new Set(dockerfile.stages.at(-1)?.exposes.map((each) => each.value));
  // Without EXPOSE it may listen anywhere, and everything competes.
  const listening = near.filter(({ ports }) => exposed.size === 0 || ports.some(({ port }) => exposed.has(port)));
  // Whose build is written down needs no guess, and does not compete.
  const open = listening.filter((each) => each.build === undefined && !buildsByBase(facts).has(calledImage(each)));
  // Another description of the same program, as Terraform before CloudFormation, may call its container otherwise.
  const isOfOther = (each: ContainerFact): boolean =>
    isFilledInLater(each) && folderOf(each.at.file) !== folderOf(workload.at.file);
  const images = new Set(open.filter((each) => !isOfOther(each)).map(calledImage));
  return images.size === 1 && images.has(image);
}
