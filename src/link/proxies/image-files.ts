// nginx files that an image has beside those mounted into a container of it: a main file of one's own includes what a ConfigMap brings.
import type {
  BuildFact,
  ContainerFact,
  DirectiveFileFact,
  DockerfileFact,
  Fact,
  FileFacts,
  WorkloadFact,
} from '../../model/facts.js';
import { joinPath } from '../../model/file-paths.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import { containerImage, imageName } from '../image/image-names.js';
import { placesOf } from '../nginx/placements.js';
import { containerKey, isHidden, isUsualPath } from './container-files.js';

type Build = Pick<BuildFact, 'context' | 'dockerfile'>;

export class ImageFiles {
  readonly #files: readonly DirectiveFileFact[];
  readonly #builds: Groups<BuildFact>;
  readonly #dockerfiles: Groups<DockerfileFact>;

  constructor(files: readonly FileFacts[]) {
    const facts = files.flatMap((file): readonly Fact[] => file.facts);
    this.#files = facts.filter((fact) => fact.kind === 'directive-file');
    this.#builds = groupBy(
      facts.filter((fact) => fact.kind === 'build'),
      ({ image }) => imageName(image)?.path,
    );
    this.#dockerfiles = groupBy(
      facts.filter((fact) => fact.kind === 'dockerfile'),
      ({ at }) => at.file,
    );
  }

  /** Those that no mount hides, as files of the container. */
  of(workload: WorkloadFact, container: ContainerFact): readonly DirectiveFileFact[] {
    if (this.#files.length === 0) return [];
    const found = new Map<string, DirectiveFileFact>();
    for (const { context, dockerfile = joinPath(context, 'Dockerfile') } of this.#buildsOf(container)) {
      const stages = (this.#dockerfiles.get(dockerfile) ?? []).flatMap((each) => each.stages);
      for (const { from, sources, target } of stages.flatMap(({ copies }) => copies)) {
        if (from !== undefined) continue;
        for (const file of this.#files) {
          const places = sources.flatMap((source) => placesOf(file.at.file, joinPath(context, source), target));
          const path = places.find((each) => each.startsWith('/') && !isHidden(container, each));
          if (path === undefined) continue;
          const isMain = isUsualPath('nginx', 'main-files', path);
          found.set(path, { ...file, mounted: { in: containerKey(workload, container), path, isMain } });
        }
      }
    }
    return [...found.values()];
  }

  #buildsOf(container: ContainerFact): readonly Build[] {
    const image = containerImage(container);
    const named = image === undefined ? [] : (this.#builds.get(image.path) ?? []);
    return container.build === undefined ? named : [container.build];
  }
}
