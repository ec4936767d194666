// One Dockerfile for many services: a build argument names the folder that it copies or builds (`ARG service`, `./cmd/${service}`).
import { perObject } from '../../knowledge/memo.js';
import type { DockerfileFact } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';
import { folderOf, joinPath } from '../names/file-paths.js';

export interface ParametricMatch {
  readonly dockerfile: DockerfileFact;
  readonly argument: string;
  /** The folder's name, which is what the argument must be. */
  readonly value: string;
  readonly folder: string;
}

/** Arguments without a default whose value, as this image or workload is called, gives a folder of source. */
export function parametricMatches(
  dockerfile: DockerfileFact,
  contextOf: (dockerfile: DockerfileFact) => string,
  names: readonly string[],
  facts: FactIndex,
): readonly ParametricMatch[] {
  const patterns = patternsOf(dockerfile);
  if (patterns.length === 0) return [];
  const folders = sourceFolders(facts);
  const context = contextOf(dockerfile);
  return patterns.flatMap(({ argument, before }) => {
    const base = joinPath(context, before);
    const inside = [...folders].flatMap((folder) => {
      const rest = base === '' ? folder : folder.startsWith(`${base}/`) ? folder.slice(base.length + 1) : '';
      return rest === '' ? [] : [rest.slice(0, (rest.indexOf('/') + 1 || rest.length + 1) - 1)];
    });
    const values = [...new Set(inside)].filter((value) => names.some((name) => isCalled(name, value)));
    return values.map((value) => ({ dockerfile, argument, value, folder: joinPath(base, value) }));
  });
}
/** `shop-api` is called like `api`, and like itself. */
function isCalled(name: string, value: string): boolean {
  const wanted = value.toLowerCase();
  return name === wanted || (wanted.length > 2 && name.endsWith(`-${wanted}`));
}

interface Pattern {
  readonly argument: string;
  readonly before: string;
}
/** Folders the argument stands right behind: `cmd/` of `go build ./cmd/${SERVICE}`, nothing of `COPY ${service}/target/ .` */
const patternsOf = perObject((dockerfile: DockerfileFact): readonly Pattern[] => {
  const texts = dockerfile.stages.flatMap((stage) => [
    ...stage.copies.filter((copy) => copy.from === undefined).flatMap((copy) => copy.sources),
    ...stage.runs.flatMap((run) => (/\bgo\s+(?:build|install)\b/.test(run.text) ? run.text.split(/\s+/) : [])),
  ]);
  const settled = new Set(
    dockerfile.stages
      .flatMap((stage) => Object.entries({ ...dockerfile.globalArgs, ...stage.args }))
      .flatMap(([name, standard]) => (standard === '' ? [] : [name])),
  );
  const found = texts.flatMap((text) => {
    const match = /^(?:\.\/)?((?:[\w.-]+\/)*)\$\{?(\w+)\}?(?:\/|$)/.exec(text);
    const [, before = '', argument] = match ?? [];
    return argument === undefined || settled.has(argument) ? [] : [{ argument, before: before.replace(/\/$/, '') }];
  });
  return found.filter(
    (each, index) =>
      found.findIndex((other) => other.argument === each.argument && other.before === each.before) === index,
  );
});
const sourceFolders = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set([
      ...facts.of('imports').map((each) => folderOf(each.file)),
      ...facts.of('package').map((each) => each.directory),
    ]),
);
