// One Dockerfile for many services: a build argument names the folder that it copies or builds (`ARG service`, `./cmd/${service}`).
import { perObject } from '../../../knowledge/memo.js';
import type { DockerfileFact } from '../../../model/facts.js';
import { folderOf, joinPath } from '../../../model/file-paths.js';
import type { FactIndex } from '../../../model/topology.js';
import { goPackageFolder } from '../../names/go-packages.js';
import { fill } from '../source-paths.js';
import { isWithServiceWord } from './service-words.js';

export interface ParametricMatch {
  readonly dockerfile: DockerfileFact;
  readonly argument: string;
  /** The folder's name, which is what the argument must be. */
  readonly value: string;
  readonly folder: string;
}

/** Arguments whose value, as this image or workload is called, gives a folder of source; of those with a default only what it names itself. */
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
  const modules = facts.of('go-module');
  return patterns.flatMap(({ argument, before, hasDefault }) => {
    const base = goPackageFolder(modules, before) ?? joinPath(context, before);
    const inside = [...folders].flatMap((folder) => {
      const rest = base === '' ? folder : folder.startsWith(`${base}/`) ? folder.slice(base.length + 1) : '';
      return rest === '' ? [] : [rest.slice(0, (rest.indexOf('/') + 1 || rest.length + 1) - 1)];
    });
    const fits = hasDefault ? isNamed : isCalled;
    const values = [...new Set(inside)].filter((value) => names.some((name) => fits(name, value.toLowerCase())));
    return values.map((value) => ({ dockerfile, argument, value, folder: joinPath(base, value) }));
  });
}
/** `api` and `api-service` are named `api`. */
function isNamed(name: string, wanted: string): boolean {
  return name === wanted || isWithServiceWord(name, wanted);
}
/** `shop-api` is called like `api`, and like itself. */
function isCalled(name: string, wanted: string): boolean {
  return isNamed(name, wanted) || (wanted.length > 2 && name.endsWith(`-${wanted}`));
}

interface Pattern {
  readonly argument: string;
  readonly before: string;
  readonly hasDefault: boolean;
}
/** Folders the argument stands right behind, with the path of their module or without: `cmd/` of `go build ./cmd/${SERVICE}`, nothing of `COPY ${service}/target/ .` */
const patternsOf = perObject((dockerfile: DockerfileFact): readonly Pattern[] => {
  const texts = dockerfile.stages.flatMap((stage) => [
    ...stage.copies.filter((copy) => copy.from === undefined).flatMap((copy) => copy.sources),
    ...stage.runs.flatMap((run) => (/\bgo\s+(?:build|install)\b/.test(run.text) ? run.text.split(/\s+/) : [])),
  ]);
  const defaults = Object.fromEntries(
    dockerfile.stages.flatMap((stage) =>
      Object.entries({ ...dockerfile.globalArgs, ...stage.args }).filter(([, standard]) => standard !== ''),
    ),
  );
  const found = new Map<string, Pattern>();
  for (const text of texts.filter((each) => each.includes('$'))) {
    const segments = text.replace(/^\.\//, '').split('/');
    for (const [index, segment] of segments.entries()) {
      const argument = /^\$(?:(\w+)|\{(\w+)\})$/.exec(segment);
      const name = argument?.[1] ?? argument?.[2];
      const before = fill(segments.slice(0, index).join('/'), defaults);
      if (name === undefined || !/^[\w./-]*$/.test(before)) continue;
      const pattern = { argument: name, before, hasDefault: Object.hasOwn(defaults, name) };
      found.set(`${name}\0${before}`, pattern);
    }
  }
  return [...found.values()];
});
const sourceFolders = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set([
      ...facts.of('imports').map((each) => folderOf(each.file)),
      ...facts.of('package').map((each) => each.directory),
    ]),
);
