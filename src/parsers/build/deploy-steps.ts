// Steps of GitHub workflows that deploy without a command: the actions of Google, Azure and AWS.
import type { DeploymentFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { splitWords } from '../../model/shell.js';
import { listOf } from '../kit/deploy-commands.js';
import {
  type Deployed,
  deploymentOf,
  isOpen,
  keptElsewhere,
  pairsInJson,
  takenBy,
  variablesOf,
} from '../kit/deployed.js';
import { cleaned, type Settle } from '../kit/docker-build.js';
import { pathInside } from '../kit/paths.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';

interface Job {
  readonly steps: readonly YamlNode[];
  readonly settle: Settle;
  /** The folder of the checkout. */
  readonly repository: string;
}
interface Step extends Job {
  /** An input, with what it names filled in. */
  input(name: string): string | undefined;
  path(name: string): string | undefined;
  readonly reader: NodeReader;
  readonly at: DeploymentFact['at'];
}
type Read = Omit<Deployed, 'by' | 'at'>;

/** Undefined for any other step. */
export function readDeployStep(reader: NodeReader, node: YamlNode, job: Job): DeploymentFact[] | undefined {
  const [action = ''] = (reader.string(node, 'uses') ?? '').split('@');
  const read = Object.hasOwn(readers, action.toLowerCase()) ? readers[action.toLowerCase()] : undefined;
  if (read === undefined) return undefined;
  const at = reader.at(node);
  const input = (name: string): string | undefined => {
    const text = reader.string(node, 'with', name);
    return text === undefined ? undefined : job.settle(text).trim();
  };
  const path = (name: string): string | undefined => {
    const text = input(name);
    return text === undefined ? undefined : (pathInside(job.repository, cleaned(text)) ?? '$');
  };
  const by = `workflow ${baseNameOf(reader.file)}`;
  return read({ ...job, input, path, reader, at }).map((each) => deploymentOf({ ...each, by, at }));
}

const readers: Readonly<Record<string, (step: Step) => readonly Read[]>> = {
  'google-github-actions/deploy-cloudrun': cloudRun,
  'azure/container-apps-deploy-action': containerApp,
  'azure/appservice-settings': appSettings,
  'aws-actions/amazon-ecs-render-task-definition': taskDefinition,
  'aws-actions/amazon-ecs-deploy-task-definition': taskService,
};

/** https://github.com/google-github-actions/deploy-cloudrun: pairs between commas or on lines of their own. */
function cloudRun({ input, path, at }: Step): readonly Read[] {
  const pairs = (name: string): readonly string[] => (input(name) ?? '').split(/\r?\n/).flatMap(listOf);
  const given = variablesOf(pairs('env_vars'), at);
  const secrets = pairs('secrets').flatMap((each) => {
    const name = /^([A-Za-z_]\w*)=/.exec(each)?.[1];
    return name === undefined ? [] : [keptElsewhere(name, at)];
  });
  const flags = input('flags') ?? '';
  const file = path('env_vars_file');
  const port = /--port[= ](\d{1,5})/.exec(flags)?.[1];
  return [
    {
      kinds: ['CloudRunService', 'KnativeService'],
      name: input('service'),
      given: {
        env: [...given.env, ...secrets],
        open: [...given.open, ...(/--(?:set|update)-env-vars|--env-vars-file/.test(flags) ? [flags] : [])],
      },
      ...(file === undefined ? {} : { files: [file] }),
      image: input('image'),
      source: path('source'),
      port: port === undefined ? undefined : Number(port),
      takes: takenBy(
        [],
        input('env_vars_update_strategy') === 'overwrite' ||
          file !== undefined ||
          /--(?:set|remove|clear)-env-vars/.test(flags),
      ),
      creates: input('job') === undefined,
    },
  ];
}

/** https://github.com/Azure/container-apps-deploy-action */
function containerApp({ input, path, at }: Step): readonly Read[] {
  const port = input('targetPort');
  return [
    {
      kinds: ['ContainerApp'],
      name: input('containerAppName'),
      given: variablesOf(splitWords(input('environmentVariables') ?? ''), at),
      image: input('imageToDeploy') ?? input('imageToBuild'),
      source: path('appSourcePath'),
      port: port === undefined || !/^\d{1,5}$/.test(port) ? undefined : Number(port),
      creates: true,
    },
  ];
}

/** https://github.com/Azure/appservice-settings */
function appSettings({ input, at, repository }: Step): readonly Read[] {
  const text = input('app-settings-json');
  if (text === undefined) return [];
  const words = pairsInJson(text);
  const given = variablesOf(words.length === 0 ? [isOpen(text) ? text : ''] : words, at);
  return [{ kinds: ['AzureWebApp'], name: input('app-name'), given, source: repository, creates: true }];
}
/** https://github.com/aws-actions/amazon-ecs-render-task-definition */
function taskDefinition({ input, path, at, ...job }: Step): readonly Read[] {
  const written = input('task-definition') ?? '';
  const file = isOpen(written) ? fileOf(written, { ...job, input, path, at }) : path('task-definition');
  const words = (input('environment-variables') ?? '').split(/\r?\n/).filter((each) => each.trim() !== '');
  return [
    {
      kinds: ['EcsTask', 'EcsService'],
      name: undefined,
      given: variablesOf(words, at),
      container: input('container-name'),
      image: input('image') ?? '',
      file,
    },
  ];
}
/** https://github.com/aws-actions/amazon-ecs-deploy-task-definition */
function taskService(step: Step): readonly Read[] {
  const written = step.input('task-definition') ?? '';
  const file = isOpen(written) ? fileOf(written, step) : step.path('task-definition');
  const service = step.input('service');
  if (service === undefined) return [];
  const task: readonly Read[] =
    file === undefined
      ? []
      : [{ kinds: ['EcsTask', 'EcsService'], name: undefined, given: { env: [], open: [] }, file, service }];
  return [...task, ...filledIn(written, service, step)];
}
/** What another step fills in reaches the service by its name, also where the rest is asked of AWS and no file has it. */
function filledIn(output: string, service: string, step: Step): readonly Read[] {
  const node = stepOf(output, step);
  const image = node && step.reader.string(node, 'with', 'image');
  if (node === undefined || image === undefined || isOpen(service)) return [];
  const container = step.reader.string(node, 'with', 'container-name');
  return [
    {
      kinds: ['EcsService'],
      name: service,
      given: { env: [], open: [] },
      container: container === undefined ? undefined : step.settle(container).trim(),
      image: step.settle(image).trim(),
    },
  ];
}
/** `${steps.render.outputs.task-definition}`: what the step of this name was given. */
function fileOf(output: string, step: Step, depth = 0): string | undefined {
  const node = stepOf(output, step);
  const text = node && step.reader.string(node, 'with', 'task-definition');
  if (text === undefined || depth > 8) return undefined;
  const settled = step.settle(text).trim();
  return isOpen(settled) ? fileOf(settled, step, depth + 1) : pathInside(step.repository, cleaned(settled));
}
function stepOf(output: string, { steps, reader }: Step): YamlNode | undefined {
  const id = /^\$\{steps\.([\w-]+)\.outputs\./.exec(output)?.[1];
  return id === undefined ? undefined : steps.find((each) => reader.string(each, 'id') === id);
}
