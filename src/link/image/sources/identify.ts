// Which Dockerfile or folder a container's image is built from: the strongest kind of evidence wins, equals stay candidates.
import { perObject } from '../../../knowledge/memo.js';
import type { ContainerFact, WorkloadFact } from '../../../model/facts.js';
import { groupBy } from '../../../model/group-by.js';
import type { FactIndex, LinkReason } from '../../../model/topology.js';
import type { ImageSource } from '../effective-image.js';
import { type IdentifyContext, ImageSubject } from './image-subject.js';
import { ofNamelessImage, ofNamelessImageAround, ofRepository, onlyOne, onlyOneAround } from './lone-sources.js';
import { onMachine, runsInPlace } from './machine-folders.js';
import { mountedFolder } from './mounted-sources.js';
import {
  atStageMeant,
  foldersOfImage,
  foldersOfNames,
  goProgramNamed,
  parametric,
  sourceFoldersNamed,
  stagesOfImage,
  startingItsNamesake,
} from './named-sources.js';
import { isNamesake } from './namesakes.js';
import { calledImage, isOfOwnRegistry, isPublicImage } from './public-images.js';
import { buildsNamed, declared, isBuiltByAnother, koPackage, writtenBuild } from './stated-sources.js';
import { buildsOfVariables } from './variable-names.js';

type Step = (subject: ImageSubject) => readonly ImageSource[];

const byWholeName: Step = (subject) => buildsNamed(subject, 'path');
const byLastPart: Step = (subject) => buildsNamed(subject, 'base');
const stated: readonly Step[] = [declared, writtenBuild, koPackage, byWholeName, byLastPart, mountedFolder];
/** Where the last part of the name is that of another image, too. */
const ofNamesake = stated.filter((step) => step !== byLastPart);
/** A unit runs what was put on its machine, and no image. */
const onUnit: readonly Step[] = [declared, onMachine];
/** What a name suggests; an image that everybody pulls is not built here, whatever is called like it. */
const suggested: readonly Step[] = [
  foldersOfImage,
  stagesOfImage,
  ofRepository,
  buildsOfVariables,
  foldersOfNames,
  parametric,
  startingItsNamesake,
  onlyOneAround,
  ofNamelessImageAround,
  // The one Dockerfile of a scan says more about the image than a folder that is called alike.
  onlyOne,
  ofNamelessImage,
  sourceFoldersNamed,
  goProgramNamed,
];

export function identifyImage(
  workload: WorkloadFact,
  container: ContainerFact,
  context: IdentifyContext,
): readonly ImageSource[] {
  const own = identifyAlone(workload, container, context);
  if (own.length > 0 || isPublicImage(container)) return own;
  for (const other of othersOf(workload, context.facts).slice(0, mostOthers)) {
    const same = other.containers.find((each) => each.name === container.name && areAlike(each, container));
    const found = same === undefined ? [] : identifyAlone(other, same, context);
    if (found.length > 0) return found.map((source) => ({ ...source, link: likeItsOther(source, workload) }));
  }
  return [];
}

const mostOthers = 8;
/** `shop` and `shop-local`: one chart may install many programs under one name, but not under such names. */
function areAlike(a: ContainerFact, b: ContainerFact): boolean {
  const [one, two] = [calledImage(a), calledImage(b)];
  return one === two || one.startsWith(`${two}-`) || two.startsWith(`${one}-`);
}

const workloadsByPlace = perObject((facts: FactIndex) => groupBy(facts.of('workload'), placeOf));
const placeOf = ({ workloadKind, at }: WorkloadFact): string => `${workloadKind}:${at.file}:${at.line}:${at.column}`;
/** The same object as other overlays or values make it: whatever they call its image, it is the same program. */
function othersOf(workload: WorkloadFact, facts: FactIndex): readonly WorkloadFact[] {
  return (workloadsByPlace(facts).get(placeOf(workload)) ?? [])
    .filter((each) => each !== workload && each.name === workload.name && each.scope !== workload.scope)
    .toSorted((a, b) => ((a.scope ?? '') < (b.scope ?? '') ? -1 : 1));
}
function likeItsOther({ link }: ImageSource, { name }: WorkloadFact): LinkReason {
  return { ...link, why: `${link.why}, which another rendering of ${name} runs`, strength: 'name' };
}

function identifyAlone(
  workload: WorkloadFact,
  container: ContainerFact,
  context: IdentifyContext,
): readonly ImageSource[] {
  const subject = new ImageSubject(workload, container, context);
  // A known name in a registry of their own is a copy, or built in the folder of that name.
  const named = isOfOwnRegistry(container) ? [...stated, foldersOfImage] : stated;
  const isOnMachine = runsInPlace(workload, container);
  const whole = isNamesake(subject) ? ofNamesake : [...stated, ...suggested];
  for (const step of subject.isPublic ? named : isOnMachine ? onUnit : whole) {
    const found = distinct(step(subject));
    if (found.length > 0)
      return stated.includes(step)
        ? found
        : found.filter((source) => !isBuiltByAnother(source, subject)).map((source) => atStageMeant(source, subject));
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
