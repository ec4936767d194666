// Tasks of Azure Pipelines, jobs of CircleCI's orbs and plugins of Drone that build images or give applications their variables.
import type { BuildFact, Fact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { splitWords } from '../../model/shell.js';
import { deploymentOf, pairsInJson, variablesOf } from '../kit/deployed.js';
import { cleaned, type Settle } from '../kit/docker-build.js';
import { pathInside } from '../kit/paths.js';
import { type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';

export interface TaskPlace {
  readonly root: string;
  readonly by: string;
  readonly settle: Settle;
}

export function readTask(reader: NodeReader, node: YamlNode, place: TaskPlace): Fact[] {
  if (node.kind !== 'map') return [];
  const task = reader.string(node, 'task')?.replace(/@.*/s, '');
  const inputs = get(node, 'inputs');
  if (task === 'Docker') return dockerTask(reader, node, inputs, place);
  if (task === 'AzureAppServiceSettings' || task === 'AzureWebApp' || task === 'AzureWebAppContainer')
    return webAppTask(reader, node, inputs, place);
  if (task === 'AzureContainerApps') return containerAppTask(reader, node, inputs, place);
  const plugin = /^(?:plugins\/(?:docker|kaniko|ecr|gcr|gar)|woodpeckerci\/plugin-docker-buildx)\b/.test(
    reader.string(node, 'image') ?? '',
  );
  if (plugin) {
    const settings = get(node, 'settings');
    return built(reader, node, place, { image: ['repo'], file: ['dockerfile'], context: ['context'] }, settings);
  }
  return node.entries.flatMap(({ key, value }): Fact[] => {
    const shape = orbs.find(({ job }) => job.test(key.text));
    return shape === undefined ? [] : built(reader, value, place, shape, value);
  });
}

interface Shape {
  readonly image: readonly string[];
  readonly file: readonly string[];
  readonly context: readonly string[];
}
/** https://circleci.com/developer/orbs/orb/circleci/aws-ecr, …/docker, …/gcp-gcr: the file lies below `path`. */
const orbs: readonly (Shape & { readonly job: RegExp })[] = [
  {
    job: /^aws-ecr\/build[-_]and[-_]push/,
    image: ['repo'],
    file: ['dockerfile'],
    context: ['build_path', 'build-path', 'path'],
  },
  { job: /^docker\/(?:build|publish)$/, image: ['image'], file: ['dockerfile'], context: ['docker-context', 'path'] },
  {
    job: /^gcp-(?:gcr|artifact-registry)\/build/,
    image: ['image'],
    file: ['dockerfile'],
    context: ['docker-context', 'path'],
  },
];

function built(
  reader: NodeReader,
  node: YamlNode,
  { root, settle }: TaskPlace,
  shape: Shape,
  inputs: YamlNode | undefined,
): BuildFact[] {
  const input = (names: readonly string[]): string | undefined => {
    const text = names.flatMap((name) => reader.string(inputs, name) ?? [])[0];
    return text === undefined ? undefined : settle(text);
  };
  const image = input(shape.image);
  const context = pathInside(root, cleaned(input(shape.context) ?? '.'));
  const file = input(shape.file);
  if (image === undefined || context === undefined || /[$<]/.test(context)) return [];
  const beside = reader.string(inputs, 'path') ?? '.';
  const dockerfile = file === undefined || /[$<]/.test(file) ? undefined : pathInside(root, `${beside}/${file}`);
  return [{ kind: 'build', by: 'pipeline', image, context, at: reader.at(node), ...present({ dockerfile }) }];
}

/** https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/docker-v2: the folder of the file is the context. */
function dockerTask(
  reader: NodeReader,
  node: YamlNode,
  inputs: YamlNode | undefined,
  { root, settle }: TaskPlace,
): Fact[] {
  const input = (name: string): string | undefined => {
    const text = reader.string(inputs, name);
    return text === undefined ? undefined : inCheckout(settle(text));
  };
  const image = input('repository') ?? input('imageName');
  const command = input('command') ?? 'buildAndPush';
  if (image === undefined || !/^build/i.test(command)) return [];
  const written = input('Dockerfile') ?? input('dockerfile') ?? input('dockerFile');
  // `**/Dockerfile`, which is the default, is the first that is found.
  const file = written === undefined || /[*$]/.test(written) ? undefined : pathInside(root, written);
  const folder = input('buildContext');
  const context = folder === undefined || /[*$]/.test(folder) ? folderOf(file ?? '') || root : pathInside(root, folder);
  if (context === undefined) return [];
  return [{ kind: 'build', by: 'pipeline', image, context, at: reader.at(node), ...present({ dockerfile: file }) }];
}
const inCheckout = (path: string): string =>
  cleaned(
    path.replace(
      /^\$[({](?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory|Build\.Repository\.LocalPath)[)}]\/?/,
      './',
    ),
  );

/** `-NAME value -OTHER "value"`, or JSON as the portal shows it. */
function webAppTask(
  reader: NodeReader,
  node: YamlNode,
  inputs: YamlNode | undefined,
  { by, settle }: TaskPlace,
): Fact[] {
  const written = reader.string(inputs, 'appSettings');
  if (written === undefined) return [];
  const text = settle(written).trim();
  const at = reader.at(node);
  const pairs = text.startsWith('[') ? pairsInJson(text) : pairsOf(splitWords(text));
  const name = reader.string(inputs, 'appName');
  const given = variablesOf(pairs.length === 0 ? [text] : pairs, at);
  return [
    deploymentOf({ by, at, kinds: ['AzureWebApp'], name: name && settle(name), given, source: '', creates: true }),
  ];
}
function pairsOf(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const name = /^-([A-Za-z_][\w.]*)$/.exec(word)?.[1];
    return name === undefined ? [] : [`${name}=${words[index + 1] ?? ''}`];
  });
}

/** https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference/azure-container-apps-v1 */
function containerAppTask(
  reader: NodeReader,
  node: YamlNode,
  inputs: YamlNode | undefined,
  { root, by, settle }: TaskPlace,
): Fact[] {
  const at = reader.at(node);
  const input = (name: string): string | undefined => {
    const text = reader.string(inputs, name);
    return text === undefined ? undefined : inCheckout(settle(text));
  };
  const folder = input('appSourcePath');
  const port = input('targetPort');
  return [
    deploymentOf({
      by,
      at,
      kinds: ['ContainerApp'],
      name: input('containerAppName'),
      given: variablesOf(splitWords(input('environmentVariables') ?? ''), at),
      image: input('imageToDeploy') ?? input('imageToBuild'),
      source: folder === undefined ? undefined : pathInside(root, folder),
      port: port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : undefined,
      creates: true,
    }),
  ];
}
