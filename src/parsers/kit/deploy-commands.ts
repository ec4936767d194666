// Finds commands that give an application its variables: `gcloud run deploy`, `az containerapp update`, `heroku config:set`, `kubectl set env`.
import type { DeploymentFact, WorkloadKind } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import { readShell } from '../../model/shell.js';
import { type CommandFlags, flagsOf } from './command-flags.js';
import { type Deployed, deploymentOf, isOpen, keptElsewhere, takenBy, variablesOf } from './deployed.js';
import { cleaned, type Settle } from './docker-build.js';
import { argumentsOfRun, readDockerRun } from './docker-run.js';
import type { ShellPlace } from './helm-commands.js';
import { pathInside } from './paths.js';

const tools = /\b(?:gcloud|az|aws|heroku|fly|flyctl|kubectl|oc|eb|docker|podman|nerdctl)\b/;
const verbs =
  /\b(?:run\s+(?:deploy|services)|containerapp|appsettings|config:(?:set|add|unset|remove)|secrets\s+(?:set|import|deploy|unset)|deploy|set\s+env|setenv|(?:update|create)-service|register-task-definition)\b|\b(?:docker|podman|nerdctl)\s+(?:container\s+)?run\b/;
/** Whether a text may hold one at all. */
export const mayDeploy = (text: string): boolean => tools.test(text) && verbs.test(text);

/** `A=$X`, `--set-env-vars=A=$X`, `B=1,A=$X`. */
const holdsPairs = /^(?:--[\w-]+=)?(?:[^=$]{0,300}[\s,;^@:|])?[A-Za-z_][\w.-]*=.{0,5000}\$/s;

/** Values of variables are filled in by what nobody sets otherwise, and names and paths by what is usual. */
export const settleGiven = (word: string, settle: Settle, given: Settle): string =>
  holdsPairs.test(word) ? given(word) : settle(word);

export function readDeployCommands(
  text: string,
  { directory, settle, given = settle, at, by }: ShellPlace,
): DeploymentFact[] {
  if (!mayDeploy(text)) return [];
  let current = directory;
  return readShell(text).commands.flatMap((command): DeploymentFact[] => {
    // What a shell falls back on may be set by whoever runs it.
    const words = command.words.map(({ text: word }) => {
      const plain = word.replace(/\$\{(\w+):?[-=][^{}]{0,300}\}/g, '${$1}');
      return settleGiven(plain, settle, given);
    });
    if (words[0] === 'cd' || words[0] === 'pushd') {
      current = current === undefined || words[1] === undefined ? undefined : pathInside(current, cleaned(words[1]));
      return [];
    }
    const found = deploymentsIn(words, { by, at: at(command), directory: current });
    return found === undefined ? [] : [found];
  });
}

interface Place {
  readonly by: string;
  readonly at: Location;
  readonly directory: string | undefined;
}
/** Of the words of one command. */
export function deploymentsIn(all: readonly string[], place: Place): DeploymentFact | undefined {
  const start = all.findIndex((word) => !/^(?:[@+-]+$|sudo$|time$|exec$|env$|npx$|\w+=)/.test(word));
  const [first = '', ...words] = all.slice(Math.max(start, 0));
  const tool = baseNameOf(first.replace(/^[@+-]+/, ''));
  if (/^(?:docker|podman|nerdctl)$/.test(tool)) return dockerRun([tool, ...words], place);
  const reader = Object.hasOwn(readers, tool) ? readers[tool] : undefined;
  const read = reader?.(words, place);
  return read === undefined ? undefined : deploymentOf({ ...read, by: place.by, at: place.at });
}
type Read = Omit<Deployed, 'by' | 'at'>;
const nothing = { env: [], open: [] };
const readers: Readonly<Record<string, (words: readonly string[], place: Place) => Read | undefined>> = {
  gcloud: (words, place) =>
    cloudRun(
      words.filter((word) => word !== 'beta' && word !== 'alpha'),
      place,
    ),
  az: (words, place) => azure(words, place),
  aws: (words, place) => ecs(words, place),
  heroku: (words, { at }) => heroku(words, at),
  fly: (words, place) => fly(words, place),
  flyctl: (words, place) => fly(words, place),
  kubectl: (words, { at }) => setEnv(words, at),
  oc: (words, { at }) => setEnv(words, at),
  eb: (words, { at }) => beanstalk(words, at),
};

/** Flags of gcloud without a value. https://cloud.google.com/sdk/gcloud/reference/run/deploy */
const gcloudSwitch = (name: string): boolean =>
  /^(?:-q|--(?:quiet|async|allow-unauthenticated|use-http2|cpu-throttling|cpu-boost|session-affinity|deploy-health-check|default-url|iap|invoker-iam-check|binary-authorization|automatic-updates|clear-[a-z-]+|no-[a-z-]+))$/.test(
    name,
  );
function cloudRun(words: readonly string[], { at, directory }: Place): Read | undefined {
  const isUpdate = words[0] === 'run' && words[1] === 'services' && words[2] === 'update';
  if (!isUpdate && !(words[0] === 'run' && words[1] === 'deploy')) return undefined;
  const flags = flagsOf(words.slice(isUpdate ? 3 : 2), gcloudSwitch);
  const source = flags.last('--source');
  const given = variablesOf(flags.all('--set-env-vars', '--update-env-vars').flatMap(listOf), at);
  const secrets = flags.all('--set-secrets', '--update-secrets').flatMap(listOf);
  const files = flags.all('--env-vars-file').map((path) => inside(directory, path));
  // Secrets that it keeps are none of what these replace.
  const replaces = flags.has('--set-env-vars', '--env-vars-file', '--clear-env-vars');
  return {
    kinds: ['CloudRunService', 'KnativeService'],
    name: flags.words[0],
    given: { env: [...given.env, ...mountedAside(secrets, at)], open: given.open },
    files,
    container: flags.last('--container'),
    image: flags.last('--image'),
    port: numberIn(flags.last('--port')),
    ...(source === undefined ? {} : { source: inside(directory, source) }),
    takes: takenBy(flags.all('--remove-env-vars', '--remove-secrets').flatMap(listOf), replaces),
    creates: !isUpdate,
  };
}
/** `A=1,B=2`, or `^@^A=1@B=2,3` with another mark between them: `gcloud topic escaping`. */
export function listOf(text: string): readonly string[] {
  const [whole = '', mark = ','] = /^\^([^^]{1,10})\^/.exec(text) ?? [];
  return text
    .slice(whole.length)
    .split(mark)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
/** A secret under a path is a file. */
const mountedAside = (pairs: readonly string[], at: Location): Read['given']['env'] =>
  pairs.flatMap((each) => {
    const name = /^([A-Za-z_]\w*)=/.exec(each)?.[1];
    return name === undefined ? [] : [keptElsewhere(name, at)];
  });

const azureSwitch = (name: string): boolean =>
  /^--(?:no-wait|only-show-errors|debug|verbose|yes|remove-all-env-vars|no-[a-z-]+)$|^-y$/.test(name);
const azureList = (name: string): boolean =>
  /^--(?:env-vars|set-env-vars|replace-env-vars|remove-env-vars|settings|slot-settings|setting-names|secrets|args|command|tags)$/.test(
    name,
  );
function azure(words: readonly string[], { at, directory }: Place): Read | undefined {
  const flags = flagsOf(words, azureSwitch, azureList);
  const name = flags.last('--name', '-n');
  const [service, verb, ...rest] = flags.words;
  if (service === 'containerapp' && /^(?:create|update|up)$/.test(verb ?? '')) {
    const source = flags.last('--source');
    return {
      kinds: ['ContainerApp'],
      name,
      given: variablesOf(flags.all('--env-vars', '--set-env-vars', '--replace-env-vars'), at),
      container: flags.last('--container-name'),
      image: flags.last('--image', '-i'),
      port: numberIn(flags.last('--target-port')),
      ...(source === undefined ? {} : { source: inside(directory, source) }),
      takes: takenBy(flags.all('--remove-env-vars'), flags.has('--replace-env-vars', '--remove-all-env-vars')),
      creates: true,
    };
  }
  const action = service === 'webapp' ? [verb, ...rest].join(' ') : '';
  if (action === 'config appsettings delete')
    return { kinds: ['AzureWebApp'], name, given: nothing, takes: takenBy(flags.all('--setting-names'), false) };
  if (action !== 'config appsettings set') return undefined;
  const given = variablesOf(flags.all('--settings', '--slot-settings'), at);
  return { kinds: ['AzureWebApp'], name, given, source: directory, creates: true };
}

/** `aws ecs register-task-definition --cli-input-json file://task.json`, `aws ecs update-service --service shop --task-definition shop` */
function ecs(words: readonly string[], { directory }: Place): Read | undefined {
  const [service, verb] = words.filter((word) => !word.startsWith('-'));
  const flags = flagsOf(words, (name) => /^--(?:no-[a-z-]+|force-new-deployment|debug)$/.test(name));
  const read = { kinds: ['EcsTask', 'EcsService'] as const, given: nothing };
  if (service !== 'ecs') return undefined;
  if (verb === 'register-task-definition') {
    const file = flags.last('--cli-input-json', '--cli-input-yaml')?.replace(/^file:\/\//, '');
    return file === undefined ? undefined : { ...read, name: undefined, file: inside(directory, file) };
  }
  if (verb !== 'update-service' && verb !== 'create-service') return undefined;
  const name = flags.last('--task-definition')?.replace(/:[^:]*$/, '');
  return { ...read, name, service: flags.last('--service', '--service-name') };
}

const herokuSwitch = (name: string): boolean => name === '--no-restart' || name === '--json';
function heroku(words: readonly string[], at: Location): Read | undefined {
  const [, verb] = /^config:(set|add|unset|remove)$/.exec(words[0] ?? '') ?? [];
  if (verb === undefined) return undefined;
  const flags = flagsOf(words.slice(1), herokuSwitch);
  const app = { kinds: ['HerokuApp'], name: flags.last('--app', '-a') } as const;
  if (verb === 'unset' || verb === 'remove') return { ...app, given: nothing, takes: takenBy(flags.words, false) };
  return { ...app, given: variablesOf(flags.words, at) };
}

const flySwitch = (name: string): boolean =>
  /^--(?:remote-only|local-only|now|ha|detach|stage|auto-confirm|depot|no-[a-z-]+|build-only|push|verbose|yes)$|^-y$/.test(
    name,
  );
function fly(words: readonly string[], { at, directory }: Place): Read | undefined {
  const [verb, action] = words;
  const isSecret = verb === 'secrets' && /^(?:set|import|unset)$/.test(action ?? '');
  if (!isSecret && verb !== 'deploy') return undefined;
  const flags = flagsOf(words.slice(isSecret ? 2 : 1), flySwitch);
  const config = flags.last('--config', '-c');
  const takes = action === 'unset' ? takenBy(flags.words, false) : undefined;
  const given = variablesOf(isSecret && takes === undefined ? flags.words : flags.all('--env', '-e'), at);
  const open = action === 'import' ? ['what it reads'] : given.open;
  if (given.env.length + open.length === 0 && takes === undefined) return undefined;
  const file = config === undefined ? {} : { file: inside(directory, config) };
  return { kinds: ['FlyApp'], name: flags.last('--app', '-a'), given: { env: given.env, open }, takes, ...file };
}

/** A name without a value takes it away: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb3-setenv.html */
function beanstalk(words: readonly string[], at: Location): Read | undefined {
  if (words[0] !== 'setenv') return undefined;
  const flags = flagsOf(words.slice(1), () => false);
  return {
    kinds: ['BeanstalkEnvironment'],
    name: flags.last('--environment', '-e'),
    given: variablesOf(
      flags.words.filter((word) => !emptied.test(word)),
      at,
    ),
    takes: takenBy(
      flags.words.flatMap((word) => emptied.exec(word)?.[1] ?? []),
      false,
    ),
  };
}

const emptied = /^([A-Za-z_][\w.-]*)=$/;

const kindsByName: Readonly<Record<string, WorkloadKind>> = {
  ...{ deployment: 'Deployment', deployments: 'Deployment', deploy: 'Deployment' },
  ...{ statefulset: 'StatefulSet', statefulsets: 'StatefulSet', sts: 'StatefulSet' },
  ...{ daemonset: 'DaemonSet', daemonsets: 'DaemonSet', ds: 'DaemonSet' },
  ...{ replicaset: 'ReplicaSet', rs: 'ReplicaSet', dc: 'DeploymentConfig', deploymentconfig: 'DeploymentConfig' },
};
const kubectlSwitch = (name: string): boolean =>
  /^--(?:all|list|resolve|local|overwrite|show-managed-fields|record|dry-run)$/.test(name);
/** `kubectl set env deployment/shop A=1 B-`, `--from=configmap/shop` */
function setEnv(words: readonly string[], at: Location): Read | undefined {
  const verb = words.indexOf('set');
  if (verb < 0 || words[verb + 1] !== 'env' || words.includes('--list')) return undefined;
  const flags = flagsOf([...words.slice(0, verb), ...words.slice(verb + 2)], kubectlSwitch);
  const [target = '', second] = flags.words;
  const [kind = '', named] = target.split('/', 2);
  const found = Object.hasOwn(kindsByName, kind.toLowerCase()) ? kindsByName[kind.toLowerCase()] : undefined;
  if (found === undefined) return undefined;
  const pairs = flags.words.slice(named === undefined ? 2 : 1);
  const given = variablesOf([...pairs, ...flags.all('--env', '-e')], at);
  const from = flags.last('--from');
  return {
    kinds: [found],
    name: named ?? second,
    given: { env: given.env, open: [...given.open, ...(from === undefined ? [] : [from])] },
    container: containerNamed(flags),
    takes: takenBy(
      pairs.flatMap((word) => /^([A-Za-z_][\w.-]*)-$/.exec(word)?.[1] ?? []),
      false,
    ),
  };
}
function containerNamed(flags: CommandFlags): string | undefined {
  const name = flags.last('--containers', '-c');
  return name === undefined || /[*?]/.test(name) ? undefined : name;
}

/** Who starts it so, and whether that is how it runs for others, no command tells. */
function dockerRun(words: readonly string[], { by, at }: Place): DeploymentFact | undefined {
  const behind = argumentsOfRun(words);
  const run = behind && readDockerRun(behind, at);
  if (run === undefined || run.isTool || run.container.env.length + run.container.envFrom.length === 0)
    return undefined;
  return {
    kind: 'deployment',
    at,
    by: `docker run in ${by}`,
    kinds: ['DockerContainer'],
    container: run.container,
    creates: false,
  };
}

function inside(directory: string | undefined, path: string): string {
  return (isOpen(cleaned(path)) ? undefined : pathInside(directory ?? '', cleaned(path))) ?? '$';
}
function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}
