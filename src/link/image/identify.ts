// Which Dockerfile or folder a container's image is built from: the strongest kind of evidence wins, equals stay candidates.
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';
import type { ImageSource } from './effective-image.js';
import { type IdentifyContext, ImageSubject } from './image-subject.js';
import { ofRepository, onlyOne, onlyOneAround } from './lone-sources.js';
import { mountedFolder } from './mounted-sources.js';
import { foldersOfImage, foldersOfNames, parametric, sourceFoldersNamed } from './named-sources.js';
import { buildsNamed, composeBuild, declared } from './stated-sources.js';

type Step = (subject: ImageSubject) => readonly ImageSource[];

const stated: readonly Step[] = [
  declared,
  composeBuild,
  (subject) => buildsNamed(subject, 'path'),
  (subject) => buildsNamed(subject, 'base'),
  mountedFolder,
];
/** What a name suggests; an image that everybody pulls is not built here, whatever is called like it. */
const suggested: readonly Step[] = [
  foldersOfImage,
  ofRepository,
  foldersOfNames,
  parametric,
  onlyOneAround,
  // The one Dockerfile of a scan says more about the image than a folder that is called alike.
  onlyOne,
  sourceFoldersNamed,
];

export function identifyImage(
  workload: WorkloadFact,
  container: ContainerFact,
  context: IdentifyContext,
): readonly ImageSource[] {
  const subject = new ImageSubject(workload, container, context);
  for (const step of subject.isPublic ? stated : [...stated, ...suggested]) {
    const found = distinct(step(subject));
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
