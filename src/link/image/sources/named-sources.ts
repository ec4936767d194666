// Dockerfiles and folders of source that are called like an image, its workload or its container.
import { perObject } from '../../../knowledge/memo.js';
import type { ContainerFact, DockerfileFact } from '../../../model/facts.js';
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import { groupBy, groupByEach } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { FactIndex } from '../../../model/topology.js';
import { packagesByFolder } from '../../lookups.js';
import { sharedFolders } from '../../names/proximity.js';
import {
  dockerfilesByFolder,
  dockerfilesByName,
  dockerfilesBySpelling,
  lettersOf,
  sourceFolders,
} from '../build-index.js';
import { anyProgram } from '../command/entry-file.js';
import { afterOptions, inits } from '../command/programs.js';
import type { ImageSource } from '../effective-image.js';
import { containerImage, endsOf, withoutOpenEnds } from '../image-names.js';
import { buildContext } from './build-context.js';
import { type ImageSubject, inOrder, isForDevelopers, isPlain } from './image-subject.js';
import { parametricMatches } from './parametric.js';
import { holdsPrograms, isBareServiceWord, isWithServiceWord } from './service-words.js';

/** The Dockerfile's folder, or the Dockerfile's own name, is called like the image. */
export function foldersOfImage(subject: ImageSubject): readonly ImageSource[] {
  return subject
    .nearest(shipped(dockerfilesCalled(subject, subject.imageBases)))
    .map((each) => subject.fromDockerfile(each, `${each.at.file} is called like the image`, 'name'));
}

/** `FROM alpine AS cart`: one Dockerfile that ends in several images, of which a stage is called like this one. */
export function stagesOfImage(subject: ImageSubject): readonly ImageSource[] {
  const names = new Set(subject.imageBases.map(lettersOf));
  const ends = lastStages(subject.facts);
  const found = [...names].flatMap((name) => ends.get(name) ?? []);
  const nearest = new Set(subject.nearest(shipped(found.map(({ dockerfile }) => dockerfile))));
  return found
    .filter(({ dockerfile }) => nearest.has(dockerfile))
    .map(({ dockerfile, stage }) => ({
      ...subject.fromDockerfile(
        dockerfile,
        `the stage ${stage} of ${dockerfile.at.file} is called like the image`,
        'name',
      ),
      target: stage,
    }));
}
/** Of a Dockerfile that ends in several images: the one called like the container, or like the end of the workload's name. */
export function atStageMeant(source: ImageSource, subject: ImageSubject): ImageSource {
  const { dockerfile } = source;
  if (dockerfile === undefined || source.target !== undefined) return source;
  const { workload, container } = subject;
  const names = [container.name, ...endsOf(workload.name.toLowerCase())].map(lettersOf);
  const ends = lastStages(subject.facts);
  for (const name of names) {
    const found = ends.get(name)?.find((each) => each.dockerfile === dockerfile);
    if (found !== undefined) return { ...source, target: found.stage };
  }
  return source;
}
/** Stages that start something and that no other stage is made of, by the letters of their names, where a file has several. */
const lastStages = perObject((facts: FactIndex) => {
  const all = facts.of('dockerfile').flatMap((dockerfile) => {
    const used = new Set(
      dockerfile.stages.flatMap(({ from, copies }) => [from.text, ...copies.flatMap((each) => each.from ?? [])]),
    );
    const ends = dockerfile.stages.flatMap(({ name, cmd, entrypoint }) =>
      name === undefined || used.has(name) || (cmd ?? entrypoint) === undefined ? [] : [{ dockerfile, stage: name }],
    );
    return ends.length > 1 ? ends : [];
  });
  return groupBy(all, ({ stage }) => lettersOf(stage));
});

/** Weaker likenesses compete: the nearest wins, then the better kind of name. Containers are often just called `app`. */
export function foldersOfNames(subject: ImageSubject): readonly ImageSource[] {
  const workload = subject.workload.name.toLowerCase();
  const own = workloadNames(subject);
  const images = [...new Set(subject.imageBases.flatMap((base) => [base, withoutOpenEnds(base)]))];
  const kinds: readonly (readonly [readonly DockerfileFact[], string])[] = [
    [plainest(dockerfilesSpelled(subject, images)), 'in the folders that the image name spells'],
    [dockerfilesCalled(subject, own), `called like the workload ${workload}`],
    [plainest(dockerfilesBeside(subject, [...images, ...own])), 'beside the manifest, in a folder of that name'],
    // Registries repeat the project's name in front: `acme-shop-cart` is built in `cart`.
    [
      ofOneExample(
        subject,
        dockerfilesCalled(
          subject,
          images.flatMap(endsOf).filter((name) => name.length > 2),
        ).filter(({ at }) => isOfProject(subject, at.file)),
      ),
      'called like the end of the image name',
    ],
    [plainest(dockerfilesBesidePackages(subject, [...own, ...images])), 'beside the package of that name'],
    [
      onlyFolder(images.flatMap((image) => dockerfilesOfService(subject, image))),
      'called like the image, as a service',
    ],
    [
      withinOwnProject(subject, ofOneExample(subject, dockerfilesCalled(subject, ownName(subject)))),
      'called like the container',
    ],
    [onlyOneWithin(subject, [...images, ...images.flatMap(endsOf)]), 'the only one in the folder of that name'],
  ];
  const isBeside = meantBeside(subject);
  const mayBeMeant = (each: DockerfileFact): boolean => isBeside(each) && !isOfAnotherPart(subject, each.at.file);
  const nearest = new Set(subject.nearest(kinds.flatMap(([found]) => found.filter(mayBeMeant))));
  for (const [found, words] of kinds) {
    const chosen = calledLikeTheManifest(subject, shipped(found.filter((each) => nearest.has(each))));
    if (chosen.length > 0)
      return chosen.map((each) => subject.fromDockerfile(each, `${each.at.file} is ${words}`, 'name'));
  }
  return [];
}

/** Of `web.dockerfile` and `cli.dockerfile` the chart in `charts/web` means the first. */
function calledLikeTheManifest(
  { facts, workload }: ImageSubject,
  chosen: readonly DockerfileFact[],
): readonly DockerfileFact[] {
  if (chosen.length < 2) return chosen;
  const folders = facts.fromRoot(folderOf(workload.at.file)).toLowerCase().split('/');
  const named = new Set(folders.flatMap((folder) => dockerfilesByName(facts).get(folder) ?? []));
  const meant = chosen.filter((each) => named.has(each));
  return meant.length > 0 ? meant : chosen;
}

/**
 * What the workload is called; where another of its containers is called so, that name means the other. Kubernetes takes no capitals:
 * `SERVICE` stands in for a name.
 */
function workloadNames({ workload, container, imageBases }: ImageSubject): readonly string[] {
  if (workload.platform === 'kubernetes' && /[A-Z]/.test(workload.name)) return [];
  const name = workload.name.toLowerCase();
  const isCalledSo = (each: ContainerFact): boolean =>
    each.name.toLowerCase() === name || containerImage(each)?.base === name;
  const others = workload.containers.filter((each) => each !== container);
  const isOfAnother = !imageBases.includes(name) && container.name.toLowerCase() !== name && others.some(isCalledSo);
  return isOfAnother ? [] : [name];
}

/** `gradio-app` in the folder `app` of some other example: such a folder says whose it is only by what it stands in. */
function isOfProject({ workload, imageBases, facts }: ImageSubject, file: string): boolean {
  const folder = folderOf(file);
  const above = folderOf(folder);
  const own = folder.slice(above.length).replace(/^\//, '').toLowerCase();
  // Near the root it is the repository's own.
  if (!facts.fromRoot(above).includes('/') || !isBareServiceWord(own)) return true;
  const project = above.split('/').at(-1)?.toLowerCase() ?? '';
  return (
    workload.at.file.startsWith(`${above}/`) ||
    holdsPrograms.test(project) ||
    imageBases.some((base) => base.includes(project))
  );
}

/** `php-cart` of a manifest in `php/cart` is not what is built in `python/cart`: what its name begins with is where it belongs. */
function isOfAnotherPart({ workload, imageBases }: ImageSubject, file: string): boolean {
  const [own = [], other = []] = [workload.at.file, file].map((each) => folderOf(each).toLowerCase().split('/'));
  // The first folder in which the two differ; what lies below it in both is the same part in another form.
  const parting = own.findIndex((folder, index) => folder !== other[index]);
  const start = own[parting];
  if (start === undefined || own[parting + 1] === undefined || own[parting + 1] !== other[parting + 1]) return false;
  return imageBases.some((image) => image.startsWith(`${start}-`));
}

/** `node` in the folders of several other examples, none of them that of the manifest: such a name does not tell which is meant, if any. */
function ofOneExample<T extends { readonly at: Location }>(
  { workload }: ImageSubject,
  found: readonly T[],
): readonly T[] {
  const own = found.filter(({ at }) => at.file.includes('/') && workload.at.file.startsWith(`${folderOf(at.file)}/`));
  if (own.length > 0) return own;
  const shared = Math.max(...found.map(({ at }) => sharedFolders(workload.at.file, at.file)));
  const examples = found.flatMap(({ at }) =>
    sharedFolders(workload.at.file, at.file) === shared
      ? at.file
          .split('/')
          .slice(0, shared + 1)
          .join('/')
      : [],
  );
  return new Set(examples).size > 1 ? [] : found;
}

/** Where nothing names the image, a Dockerfile beside the manifest is nearer than one elsewhere that is called like the container. */
function meantBeside({ facts, workload, image }: ImageSubject): (dockerfile: DockerfileFact) => boolean {
  const folder = folderOf(workload.at.file);
  const isAlone = image !== undefined || facts.fromRoot(folder) === '' || !dockerfilesByFolder(facts).has(folder);
  return ({ at }) => isAlone || at.file.startsWith(`${folder}/`);
}
/** A part of the repository with Dockerfiles of its own builds what its manifests run: another part's `app` is another example's. */
function withinOwnProject<T extends { readonly at: Location }>(
  { facts, workload, image }: ImageSubject,
  found: readonly T[],
): readonly T[] {
  if (image !== undefined || found.length === 0) return found;
  for (let folder = folderOf(workload.at.file); facts.fromRoot(folder) !== ''; folder = folderOf(folder)) {
    const isInside = ({ at }: { readonly at: Location }): boolean => at.file.startsWith(`${folder}/`);
    if (facts.of('dockerfile').some(isInside)) return found.filter(isInside);
  }
  return found;
}
/** What a container is called says little about an image with quite another name. */
function ownName({ container, imageBases }: ImageSubject): readonly string[] {
  const name = container.name.toLowerCase();
  const words = new Set(wordsOf(name));
  const isAlike = imageBases.length === 0 || imageBases.some((base) => wordsOf(base).some((word) => words.has(word)));
  return isAlike ? [name] : [];
}
const wordsOf = (name: string): readonly string[] => name.split(/[^a-z0-9]+/).filter((word) => word.length > 2);

/** `ENTRYPOINT ["/app/cart-api"]` for the image `cart-api`, where nothing else is called so. */
export function startingItsNamesake(subject: ImageSubject): readonly ImageSource[] {
  const called = subject.imageBases.filter((base) => base.length > 2 && !anyProgram.test(base));
  const programs = dockerfilesByProgram(subject.facts);
  const found = called.flatMap((base) => programs.get(base) ?? []);
  const [only, another] = subject.nearest(shipped(plainest(found)));
  return only === undefined || another !== undefined
    ? []
    : [subject.fromDockerfile(only, `${only.at.file} starts the program that the image is called like`, 'name')];
}
/** By the name of the program that their last stage starts, behind whatever passes signals on. */
const dockerfilesByProgram = perObject((facts: FactIndex) =>
  groupBy(facts.of('dockerfile'), ({ stages }) => {
    const { entrypoint, cmd } = stages.at(-1) ?? {};
    const command = entrypoint ?? cmd;
    const [first = '', ...rest] = command?.form === 'exec' ? command.words : [];
    const init = inits.get(baseNameOf(first));
    const program = init === undefined ? first : (afterOptions(rest, init.valued)[0] ?? '');
    return program === '' ? undefined : baseNameOf(program).toLowerCase();
  }),
);

/** One Dockerfile builds many services, and a folder it can build is called like this one. */
export function parametric(subject: ImageSubject): readonly ImageSource[] {
  const { facts, context } = subject;
  const names = [...subject.imageBases, ...workloadNames(subject)];
  const all = facts.of('dockerfile');
  const plain = all.filter(isPlain);
  const found = (plain.length > 0 ? plain : all).flatMap((dockerfile) =>
    parametricMatches(dockerfile, (own) => buildContext(own, facts, context.hasFile), names, facts),
  );
  const exact = found.filter((each) => names.includes(each.value.toLowerCase()));
  return (exact.length > 0 ? exact : found).map((each) => ({
    ...subject.fromDockerfile(
      each.dockerfile,
      `${each.dockerfile.at.file} builds the folder ${each.folder} when ${each.argument} is ${each.value}, and that is what the image is called`,
      'name',
    ),
    args: { [each.argument]: each.value },
  }));
}

/** A folder of source code called like the image, the workload or the container; no Dockerfile there says more. */
export function sourceFoldersNamed(subject: ImageSubject): readonly ImageSource[] {
  const container = ownName(subject).filter((name) => !holdsPrograms.test(name));
  const names = new Set([...subject.imageBases, ...workloadNames(subject)]);
  for (const wanted of new Set([...names, ...container])) {
    const folders = sourceFolders(subject.facts).get(wanted);
    if (folders !== undefined) {
      const holders = foldersOfPrograms(subject.facts);
      const found = [...folders.values()]
        .filter(({ folder }) => !holders.has(folder))
        .map(({ folder, at }) => ({ folder, at: { ...at, line: 1, column: 1, endLine: 1, endColumn: 1 } }));
      const meant = names.has(wanted) ? found : withinOwnProject(subject, ofOneExample(subject, found));
      return subject.nearest(meant).map(({ folder, at }) => ({
        context: folder,
        args: {},
        link: subject.link(folder, `the folder ${folder} is called like ${wanted}`, 'name', at),
      }));
    }
  }
  return [];
}

/** `cmd/cart` that holds `cmd/cart/aws` and `cmd/cart/gcp`, each with a main of its own: the name of the folder tells none of them. */
const foldersOfPrograms = perObject((facts: FactIndex): ReadonlySet<string> => {
  const programs = new Set(
    facts.of('server').flatMap(({ at, entry }) => (entry?.endsWith('#main') === true ? [folderOf(at.file)] : [])),
  );
  const modules = new Set([...facts.of('go-module'), ...facts.of('package')].map(({ at }) => folderOf(at.file)));
  const inside = groupBy([...programs], folderOf);
  return new Set(
    [...inside].flatMap(([folder, found]) =>
      found.length > 1 && !programs.has(folder) && !modules.has(folder) ? [folder] : [],
    ),
  );
});

/** `cmd/cart/main.go` for the image or workload `cart`, or the command `/usr/bin/cart`; what else the image holds, nobody says. */
export function goProgramNamed(subject: ImageSubject): readonly ImageSource[] {
  const started = baseNameOf(subject.container.command?.words[0] ?? '').toLowerCase();
  const command = started.length < 3 || anyProgram.test(started) ? [] : [started];
  for (const wanted of new Set([...subject.imageBases, ...workloadNames(subject), ...command])) {
    const [only, another] = goProgramsCalled(wanted, subject.facts);
    if (only === undefined) continue;
    if (another !== undefined) return [];
    const at = { file: only, line: 1, column: 1, endLine: 1, endColumn: 1 };
    const link = subject.link(only, `the program ${folderOf(only)} is called like ${wanted}`, 'name', at);
    return [{ context: folderOf(only), args: {}, file: only, link }];
  }
  return [];
}
/** Files of the programs below `cmd` that are called so. */
export const goProgramsCalled = (name: string, facts: FactIndex): readonly string[] =>
  goPrograms(facts).get(name.toLowerCase()) ?? [];
const goPrograms = perObject((facts: FactIndex) =>
  groupByEach(
    facts.of('imports').map(({ file }) => file),
    (file) => {
      const name = /(?:^|\/)cmd\/([^/]+)\/main\.go$/.exec(file)?.[1];
      return name === undefined ? [] : [name.toLowerCase()];
    },
  ),
);

/** `shop/cart/go/deployment.yaml` runs `cart`, and the Dockerfile in its folder is no one else's. */
function dockerfilesBeside({ facts, workload }: ImageSubject, names: readonly string[]): readonly DockerfileFact[] {
  const folder = folderOf(workload.at.file);
  const isNamed = facts
    .fromRoot(folder)
    .split('/')
    .some((part) => names.includes(part.toLowerCase()));
  return isNamed ? (dockerfilesByFolder(facts).get(folder) ?? []) : [];
}
function dockerfilesCalled({ facts }: ImageSubject, names: readonly string[]): readonly DockerfileFact[] {
  const index = dockerfilesByName(facts);
  return inOrder(
    names.flatMap((name) => index.get(name) ?? []),
    facts.of('dockerfile'),
  );
}
function dockerfilesSpelled({ facts }: ImageSubject, images: readonly string[]): readonly DockerfileFact[] {
  const index = dockerfilesBySpelling(facts);
  return inOrder(
    images.flatMap((image) => index.get(lettersOf(image)) ?? []),
    facts.of('dockerfile'),
  );
}
function dockerfilesBesidePackages({ facts }: ImageSubject, names: readonly string[]): readonly DockerfileFact[] {
  const packages = names
    .flatMap((name) => packagesByShortName(facts).get(name) ?? [])
    .filter((each) => packagesByFolder(facts).get(each.directory)?.[0] === each);
  const modules = names.flatMap((name) => modulesByShortName(facts).get(name) ?? []);
  return inOrder(
    [...packages, ...modules].flatMap((each) => dockerfilesByFolder(facts).get(each.directory) ?? []),
    facts.of('dockerfile'),
  );
}
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
function plainest(dockerfiles: readonly DockerfileFact[]): readonly DockerfileFact[] {
  const plain = new Set(dockerfiles.filter(isPlain).map((each) => folderOf(each.at.file)));
  return dockerfiles.filter((each) => isPlain(each) || !plain.has(folderOf(each.at.file)));
}
/** `Dockerfile.web` beside `Dockerfile.dev`: what developers start is not what runs elsewhere. */
function shipped(dockerfiles: readonly DockerfileFact[]): readonly DockerfileFact[] {
  const others = new Set(dockerfiles.filter((each) => !isForDevelopers(each)).map(({ at }) => folderOf(at.file)));
  return dockerfiles.filter((each) => !isForDevelopers(each) || !others.has(folderOf(each.at.file)));
}
/** `cart` is built in `cart-service`, and `cart-service` in `cart`. */
function dockerfilesOfService({ facts }: ImageSubject, image: string): readonly DockerfileFact[] {
  const names = [...dockerfilesByName(facts)].filter(
    ([name]) => isWithServiceWord(name, image) || isWithServiceWord(image, name),
  );
  return inOrder(plainest(names.flatMap(([, found]) => found)), facts.of('dockerfile'));
}
/** `backend/api/Dockerfile` for `shop-backend`, when no other Dockerfile lies in a folder `backend`. */
function onlyOneWithin({ facts }: ImageSubject, names: readonly string[]): readonly DockerfileFact[] {
  return names.flatMap((name) => {
    const found = name.length > 2 && !anyFolder.test(name) ? (dockerfilesBelow(facts).get(name) ?? []) : [];
    const [only, another] = plainest(found).filter(({ at }) => !forTools.test(at.file));
    return only === undefined || another !== undefined ? [] : [only];
  });
}
/** What writes or checks sources is no image that runs. */
const forTools = /[.-](?:bench|ci|docs|gen|generate|generator|lint|proto|test|tests|tools)$/;
const anyFolder = /^(?:apps?|api|services?|server|svc|src|docker|images?|build|deploy|infra|main|latest)$/;
const dockerfilesBelow = perObject((facts: FactIndex) =>
  groupByEach(facts.of('dockerfile'), ({ at }) => facts.fromRoot(folderOf(at.file)).toLowerCase().split('/')),
);
/** Of several folders none can be told from another. */
function onlyFolder(found: readonly DockerfileFact[]): readonly DockerfileFact[] {
  return new Set(found.map(({ at }) => folderOf(at.file))).size === 1 ? found : [];
}
