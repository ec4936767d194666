// Files of a platform that only together say what it runs: a Procfile, the manifest beside it, and configuration in pieces.
import type { ContainerFact, Fact, FileFacts, WorkloadFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import { isDeployedTo } from './deployments.js';

/** One workload for each folder that Heroku or Elastic Beanstalk takes; a Procfile alone may be anybody's. */
export function settleHosted(files: readonly FileFacts[]): readonly FileFacts[] {
  const all = files.flatMap(({ facts }) => facts.filter(isInPieces));
  if (all.length === 0) return files;
  const packages = new Map(
    files.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.kind === 'package' ? [[fact.directory, fact] as const] : [])),
    ),
  );
  const isOnHeroku = isDeployedTo('HerokuApp', files);
  const settled = new Map<Fact, WorkloadFact | undefined>(all.map((fact) => [fact, undefined]));
  for (const [folder, pieces] of groupBy(all, folderOfApp)) {
    const procfile = pieces.find(isProcfile);
    const manifests = pieces.filter((each) => !isProcfile(each));
    const [first] = manifests;
    const own = packages.get(folder);
    if (first !== undefined) settled.set(first, called(own?.name, together(first, manifests, procfile)));
    else if (procfile !== undefined && (isOnHeroku || Object.keys(own?.scripts ?? {}).some(isOfHeroku)))
      settled.set(procfile, called(own?.name, { ...procfile, complete: true }));
  }
  return files.map((file) =>
    file.facts.some(isInPieces)
      ? { ...file, facts: file.facts.flatMap((fact) => (settled.has(fact) ? (settled.get(fact) ?? []) : [fact])) }
      : file,
  );
}

/** Scripts of a package that only the build of Heroku runs: https://devcenter.heroku.com/articles/nodejs-support */
const isOfHeroku = (script: string): boolean => script.startsWith('heroku-');

function isInPieces(fact: Fact): fact is WorkloadFact {
  return (
    fact.kind === 'workload' &&
    fact.platform === 'hosted' &&
    (fact.workloadKind === 'HerokuApp' || fact.workloadKind === 'BeanstalkEnvironment') &&
    fact.containers.every(({ mounts, build }) => mounts !== undefined || build !== undefined)
  );
}
const isProcfile = ({ at }: WorkloadFact): boolean => baseNameOf(at.file) === 'Procfile';
function folderOfApp({ containers: [container] }: WorkloadFact): string {
  return container?.mounts?.[0]?.source ?? container?.build?.context ?? '';
}

/** The files name no app: the package says more than a folder. */
function called(name: string | undefined, workload: WorkloadFact): WorkloadFact {
  if (name === undefined || name === '') return workload;
  return { ...workload, name, containers: workload.containers.map((each) => ({ ...each, name })) };
}
function together(
  first: WorkloadFact,
  manifests: readonly WorkloadFact[],
  procfile: WorkloadFact | undefined,
): WorkloadFact {
  const pieces = manifests.flatMap(({ containers }) => containers);
  const command = pieces.find((each) => each.command !== undefined)?.command ?? procfile?.containers[0]?.command;
  const build = pieces.find((each) => each.build !== undefined)?.build;
  const container = (own: ContainerFact): ContainerFact => {
    const { mounts, workingDir, ...rest } = own;
    const place = build === undefined ? { ...(mounts && { mounts }), ...(workingDir && { workingDir }) } : { build };
    return { ...rest, ...place, env: pieces.flatMap(({ env }) => env), ...(command === undefined ? {} : { command }) };
  };
  return { ...first, containers: first.containers.map(container) };
}
