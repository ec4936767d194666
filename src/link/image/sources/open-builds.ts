// Builds of a matrix that only the run of a workflow knows: `${matrix.app}` in the path of the Dockerfile is every folder that has one there.
import type { BuildFact, FileFacts } from '../../../model/facts.js';

/** A matrix builds some of them; more are something else. */
const most = 200;

/** One build for each Dockerfile that the path may mean, where the name of the image has the same variable; others say nothing. */
export function settleOpenBuilds(files: readonly FileFacts[]): readonly FileFacts[] {
  const isOpen = (file: FileFacts): boolean =>
    file.facts.some((fact) => fact.kind === 'build' && opened(fact) !== undefined);
  if (!files.some(isOpen)) return files;
  const dockerfiles = files.flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.kind === 'dockerfile' ? [fact.at.file] : [])),
  );
  return files.map((file) => {
    if (!isOpen(file)) return file;
    const facts = file.facts.flatMap((fact) => {
      const open = fact.kind === 'build' ? opened(fact) : undefined;
      return fact.kind !== 'build' || open === undefined ? [fact] : settled(fact, open, dockerfiles);
    });
    return { ...file, facts };
  });
}

interface Open {
  readonly before: string;
  /** As it is spelled: `${matrix.app}`. */
  readonly variable: string;
  readonly after: string;
}
function opened({ by, dockerfile }: BuildFact): Open | undefined {
  const match = by === 'workflow' ? /^([^$]*)(\$\{[\w.-]+\})([^$]*)$/.exec(dockerfile ?? '') : null;
  const [, before, variable, after] = match ?? [];
  return before === undefined || variable === undefined || after === undefined
    ? undefined
    : { before, variable, after };
}
function settled(build: BuildFact, { before, variable, after }: Open, dockerfiles: readonly string[]): BuildFact[] {
  if (!build.image.includes(variable)) return [build];
  const values = dockerfiles.flatMap((path) => {
    const fits = path.startsWith(before) && path.endsWith(after) && path.length > before.length + after.length;
    const value = fits ? path.slice(before.length, path.length - after.length) : '';
    return value === '' || value.includes('/') ? [] : [value];
  });
  return [...new Set(values)].slice(0, most).map((value) => ({
    ...build,
    image: build.image.replaceAll(variable, value),
    dockerfile: `${before}${value}${after}`,
  }));
}
