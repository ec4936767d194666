// Builds whose image only a variable names: what `${BACKEND_ECR_REPOSITORY}` stands for nobody sees, but that it is the backend's.
import { perObject } from '../../../knowledge/memo.js';
import type { BuildFact } from '../../../model/facts.js';
import { groupBy } from '../../../model/group-by.js';
import type { FactIndex } from '../../../model/topology.js';
import { dockerfileOf, lettersOf } from '../build-index.js';
import type { ImageSource } from '../effective-image.js';
import { endsOf, untagged } from '../image-names.js';
import type { ImageSubject } from './image-subject.js';

/** The one Dockerfile that is built under a variable called like the image, or like the end of its name. */
export function buildsOfVariables(subject: ImageSubject): readonly ImageSource[] {
  const { facts } = subject;
  const names = new Set(subject.imageBases.flatMap((base) => [base, ...endsOf(base)]).map(lettersOf));
  const found = [...names].flatMap((name) => buildsByVariable(facts).get(name) ?? []);
  const files = new Set(found.map(({ build }) => dockerfileOf(build, facts)?.at.file));
  if (files.size !== 1 || files.has(undefined)) return [];
  return found.map(({ build, variable }) => {
    const source = subject.fromBuild(build, `what ${variable} names is called like the image, and built from there`);
    return { ...source, link: { ...source.link, strength: 'name' } };
  });
}

interface VariableBuild {
  readonly build: BuildFact;
  readonly variable: string;
  readonly called: string;
}
const buildsByVariable = perObject((facts: FactIndex) =>
  groupBy(
    facts.of('build').flatMap((build): VariableBuild[] => {
      const variable = /(?:^|\/)\$\{?\{?\s{0,3}([\w.-]+)\s{0,3}\}{0,2}$/.exec(untagged(build.image))?.[1];
      const called = variable === undefined ? '' : calledBy(variable);
      return variable === undefined || called === '' ? [] : [{ build, variable, called }];
    }),
    ({ called }) => called,
  ),
);
/** `backend` of `secrets.BACKEND_ECR_REPOSITORY`: the words that tell one image of a project from the others. */
function calledBy(variable: string): string {
  const own = variable.slice(variable.lastIndexOf('.') + 1).replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_');
  return own
    .toLowerCase()
    .split(/[_-]+/)
    .filter((word) => !saysNothing.has(word))
    .join('');
}
const saysNothing = new Set(
  (
    'acr app artifact aws azure container docker dockerhub ecr env gar gcp gcr ghcr hub image images img name prod production project registry ' +
    'repo repository service staging svc tag uri url version'
  ).split(' '),
);
