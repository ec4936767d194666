// Files of a platform that only together say what it runs: a Procfile, the manifest beside it, and configuration in pieces.
import type { CommandFact, ContainerFact, Fact, FileFacts, PackageFact, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, folderOf, foldersUpFrom } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import { joinPath } from '../../names/environment.js';
import { isDeployedTo } from './deployments.js';

/** One workload for each folder that Heroku or Elastic Beanstalk takes; a Procfile alone may be anybody's. */
export function settleHosted(files: readonly FileFacts[], hasFile: (path: string) => boolean): readonly FileFacts[] {
  const all = files.flatMap(({ facts }) => facts.filter(isInPieces));
  const pushed = files.flatMap(({ facts }) => facts.filter(isPushed));
  if (all.length + pushed.length === 0) return files;
  const packages = new Map(
    files.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.kind === 'package' ? [[fact.directory, fact] as const] : [])),
    ),
  );
  const isOnHeroku = isDeployedTo('HerokuApp', files);
  const isOnBeanstalk = isDeployedTo('BeanstalkEnvironment', files) || files.some(makesBeanstalk);
  const settled = new Map<Fact, WorkloadFact | undefined>(all.map((fact) => [fact, undefined]));
  for (const [folder, pieces] of groupBy(all, folderOfApp)) {
    const procfile = pieces.find(isProcfile);
    const manifests = pieces.filter((each) => !isProcfile(each));
    const [first] = manifests;
    const own = packages.get(folder);
    if (first !== undefined) {
      const whole = together(first, manifests, procfile);
      const isOfRuby = hasFile(joinPath(folder, 'Gemfile'));
      settled.set(first, called(own?.name, isOfRuby ? whole : withStartScript(whole, own)));
    } else if (procfile !== undefined && (isOnHeroku || Object.keys(own?.scripts ?? {}).some(isOfHeroku)))
      settled.set(procfile, called(own?.name, { ...procfile, complete: true }));
    else if (procfile !== undefined && isOnBeanstalk) settled.set(procfile, called(own?.name, onBeanstalk(procfile)));
  }
  const procfiles = new Map(all.filter(isProcfile).map((each) => [folderOfApp(each), each] as const));
  for (const app of pushed) {
    const placed = fromWhereItIsPushed(app, hasFile);
    const folder = folderOfApp(placed);
    const own = packages.get(folder);
    const isOfAnother = ['Gemfile', 'Staticfile'].some((name) => hasFile(joinPath(folder, name)));
    const whole = withCommand(placed, procfiles.get(folder)?.containers[0]?.command);
    const started = isOfAnother ? whole : withStartScript(whole, own);
    settled.set(app, app.name === '' ? called(own?.name || baseNameOf(folder) || 'app', started) : started);
  }
  return files.map((file) =>
    file.facts.some((fact) => settled.has(fact))
      ? { ...file, facts: file.facts.flatMap((fact) => (settled.has(fact) ? (settled.get(fact) ?? []) : [fact])) }
      : file,
  );
}

const makesBeanstalk = ({ facts }: FileFacts): boolean =>
  facts.some(
    (fact) =>
      fact.kind === 'infrastructure' &&
      fact.resources.some(({ type }) =>
        /^aws_elastic_beanstalk_environment$|^AWS::ElasticBeanstalk::Environment$/.test(type),
      ),
  );
/** A manifest that lies aside and names no path is about the folder that `cf push` is run in, above it as a rule. */
function fromWhereItIsPushed(app: WorkloadFact, hasFile: (path: string) => boolean): WorkloadFact {
  const folder = folderOfApp(app);
  if (app.containers[0]?.mounts === undefined || folder !== folderOf(app.at.file)) return app;
  const isThere = (each: string): boolean => programFiles.some((name) => hasFile(joinPath(each, name)));
  const found = [...foldersUpFrom(folder)].find(isThere);
  if (found === undefined || found === folder) return app;
  const containers = app.containers.map((each) => ({
    ...each,
    mounts: each.mounts?.map((mount) => ({ ...mount, source: found })) ?? [],
  }));
  return { ...app, containers };
}
/** By these buildpacks know what they are for. */
const programFiles = [
  ...['package.json', 'go.mod', 'Gemfile', 'Staticfile', 'Procfile', 'requirements.txt', 'pom.xml'],
  ...['nginx.conf', 'index.html', 'index.php', 'Dockerfile'],
];

/** Where the manifest names no command. */
function withCommand(workload: WorkloadFact, command: CommandFact | undefined): WorkloadFact {
  if (command === undefined) return workload;
  const containers = workload.containers.map((each) =>
    each.command === undefined && each.image === undefined ? { ...each, command } : each,
  );
  return { ...workload, containers };
}
/** Without a Procfile: https://devcenter.heroku.com/articles/nodejs-behavior-in-heroku#default-web-process-type; Cloud Foundry does the same. */
function withStartScript(workload: WorkloadFact, own: PackageFact | undefined): WorkloadFact {
  const start = own?.scripts['start'];
  if (start === undefined || workload.startsPackage !== true) return workload;
  const command: CommandFact = { form: 'exec', words: ['npm', 'start'], at: start.at };
  const containers = workload.containers.map((each) =>
    each.command === undefined && each.build === undefined && each.image === undefined ? { ...each, command } : each,
  );
  return { ...workload, containers };
}

/** Its parser took it for an app of Heroku, where most of these files go. */
function onBeanstalk(procfile: WorkloadFact): WorkloadFact {
  const { at } = procfile;
  const open = { text: 'environment properties may be set on Elastic Beanstalk', at };
  const containers = procfile.containers.map(({ managed: _, ...container }) => ({
    ...container,
    envOpen: open,
    portsOpen: { text: 'Elastic Beanstalk chooses the port', at },
  }));
  return { ...procfile, workloadKind: 'BeanstalkEnvironment', complete: true, containers };
}

/** Scripts of a package that only the build of Heroku runs: https://devcenter.heroku.com/articles/nodejs-support */
const isOfHeroku = (script: string): boolean => script.startsWith('heroku-');

function isInPieces(fact: Fact): fact is WorkloadFact {
  return (
    fact.kind === 'workload' &&
    fact.platform === 'hosted' &&
    (fact.workloadKind === 'HerokuApp' || fact.workloadKind === 'BeanstalkEnvironment') &&
    fact.scope?.startsWith('hosted:') === true
  );
}
const isPushed = (fact: Fact): fact is WorkloadFact =>
  fact.kind === 'workload' && fact.workloadKind === 'CloudFoundryApp';
const isProcfile = ({ at }: WorkloadFact): boolean => baseNameOf(at.file) === 'Procfile';
function folderOfApp({ containers: [container], at }: WorkloadFact): string {
  return container?.mounts?.[0]?.source ?? container?.build?.context ?? folderOf(at.file);
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
  const image = pieces.find((each) => each.image !== undefined)?.image;
  const ports = pieces.find((each) => each.ports.length > 0)?.ports ?? [];
  const container = (own: ContainerFact): ContainerFact => {
    const { mounts, workingDir, ...rest } = own;
    const inPlace = { ...(mounts && { mounts }), ...(workingDir && { workingDir }) };
    const place = build !== undefined ? { build } : image !== undefined ? { image } : inPlace;
    return {
      ...rest,
      ...place,
      ports,
      env: pieces.flatMap(({ env }) => env),
      ...(command === undefined ? {} : { command }),
    };
  };
  // Files count in the order of their names, the last of two that set an option.
  const given = [...manifests]
    .sort((a, b) => (a.at.file < b.at.file ? -1 : 1))
    .flatMap(({ options }) => options?.given ?? []);
  return {
    ...first,
    containers: first.containers.map(container),
    ...(given.length === 0 ? {} : { options: { given } }),
  };
}
