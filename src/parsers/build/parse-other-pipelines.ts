// Reads the pipelines of Azure, Google Cloud Build, CircleCI, Bitbucket, AWS CodeBuild, Drone and Woodpecker: commands in their steps, and tasks that build or deploy.
import type { Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { deploymentsIn, settleGiven } from '../kit/deploy-commands.js';
import { cleaned, type Settle, settleWith } from '../kit/docker-build.js';
import { pathInside } from '../kit/paths.js';
import { readCommands } from '../kit/shell-facts.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { oneText } from '../kit/yaml/joined-lines.js';
import { items, mapAt, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { readTask } from './pipeline-tasks.js';

export const parser: Parser = { parse: parsePipelines };

function parsePipelines(file: SourceText): FileFacts {
  return yamlFacts(file, (root, reader) => new PipelineWalk(reader).read(root, new Map(), 0));
}

/** Deeper than any pipeline nests. */
const deepest = 40;
const scripts = new Set([
  'script',
  'run',
  'command',
  'commands',
  'bash',
  'inlineScript',
  'before_script',
  'after-script',
]);
const variables = new Set(['variables', 'environment', 'env', 'substitutions', 'parameters']);

/** A trigger may set substitutions of one's own: https://cloud.google.com/build/docs/build-config-file-schema#substitutions */
const givenOf = (values: ReadonlyMap<string, string>): Settle =>
  settleWith(new Map([...values].filter(([name]) => !/^_[A-Z]/.test(name))));

class PipelineWalk {
  readonly #reader: NodeReader;
  readonly #root: string;
  readonly #by: string;

  constructor(reader: NodeReader) {
    this.#reader = reader;
    // Paths count from the checkout; folders that only hold pipelines are none.
    this.#root = folderOf(reader.file).replace(
      /(?:^|\/)(?:\.?(?:azure-?)?pipelines?|\.?azure-?devops|\.circleci|\.woodpecker|\.?cloudbuild|\.?ci|devops)(?:\/templates?)?$/i,
      '',
    );
    this.#by = `pipeline ${baseNameOf(reader.file)}`;
  }

  read(node: YamlNode, outer: ReadonlyMap<string, string>, depth: number): Fact[] {
    if (depth > deepest || node.kind === 'scalar') return [];
    if (node.kind === 'seq') return node.items.flatMap((item) => this.read(item, outer, depth + 1));
    const values = new Map([...outer, ...this.#variablesOf(node)]);
    const settle = settleWith(values);
    const directory = this.#directoryOf(node, settle);
    const task = readTask(this.#reader, node, { root: this.#root, by: this.#by, settle });
    const step = this.#cloudBuildStep(node, directory, settle, values);
    if (step !== undefined) return step;
    return [
      ...task,
      ...node.entries.flatMap(({ key, value }) => {
        if (variables.has(key.text)) return [];
        if (!scripts.has(key.text)) return this.read(value, values, depth + 1);
        return value.kind === 'map'
          ? this.read(value, values, depth + 1)
          : this.#commands(value, directory, settle, values);
      }),
    ];
  }

  /** The lines of a list share one shell. */
  #commands(
    node: YamlNode,
    directory: string | undefined,
    settle: Settle,
    values: ReadonlyMap<string, string>,
  ): Fact[] {
    const lines = (node.kind === 'scalar' ? [node] : items(node)).flatMap((item) => presentScalar(item) ?? []);
    const { text, at } = oneText(lines, this.#reader);
    const given = givenOf(values);
    return readCommands(text, { directory, settle, given, at, by: this.#by }, 'pipeline', values);
  }

  /** `args` of a step of Cloud Build are the words of one command: https://cloud.google.com/build/docs/build-config-file-schema */
  #cloudBuildStep(
    node: YamlNode,
    directory: string | undefined,
    settle: Settle,
    values: ReadonlyMap<string, string>,
  ): Fact[] | undefined {
    const args = this.#reader.words(node, 'args');
    const builder = this.#reader.string(node, 'name') ?? '';
    if (args === undefined || !builder.includes('/')) return undefined;
    const entrypoint = this.#reader.string(node, 'entrypoint') ?? toolOf(builder);
    const place = get(node, 'args') ?? node;
    const at = this.#reader.at(place);
    const given = givenOf(values);
    const where = { directory, settle, given, at: () => at, by: this.#by };
    const script = /(?:^|\/)(?:ba)?sh$/.test(entrypoint) ? args.at(-1) : undefined;
    if (script !== undefined) return readCommands(script.replace(/\$\$/g, '$'), where, 'pipeline', values);
    const words = args[0] === entrypoint ? args : [entrypoint, ...args];
    const settled = words.map((word) => settleGiven(word, settle, given));
    const deployed = deploymentsIn(settled, { directory, at, by: this.#by });
    if (deployed !== undefined) return [deployed];
    return readCommands(words.map(quoted).join(' '), where, 'pipeline', values);
  }

  #directoryOf(node: YamlNode, settle: Settle): string | undefined {
    const written = ['workingDirectory', 'working_directory', 'dir']
      .flatMap((key) => this.#reader.string(node, key) ?? [])
      .map((path) =>
        cleaned(settle(path)).replace(
          /^\$\{?\(?(?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\)?\}?\/?/,
          './',
        ),
      )[0];
    if (written === undefined || /^~\/?/.test(written)) return this.#root;
    return /[$`]/.test(written) ? undefined : pathInside(this.#root, written);
  }

  /** A map, or a list of names with their values. */
  #variablesOf(node: YamlNode): readonly (readonly [string, string])[] {
    return [...variables].flatMap((key) => {
      const listed = items(node, key).flatMap((each): [string, string][] => {
        const name = this.#reader.string(each, 'name');
        const value = this.#reader.string(each, 'value');
        return name === undefined || value === undefined ? [] : [[name, value]];
      });
      return [...(mapAt(node, key) === undefined ? [] : Object.entries(this.#reader.stringMap(node, key))), ...listed];
    });
  }
}

/** What an image of Cloud Build starts. */
function toolOf(builder: string): string {
  const name = baseNameOf(builder.replace(/[:@].*/s, ''));
  if (builder.includes('kaniko')) return 'kaniko/executor';
  return name === 'cloud-sdk' ? 'gcloud' : name;
}
const quoted = (word: string): string => (/^[\w./:=@$%{}+,-]+$/.test(word) ? word : `'${word.replaceAll("'", '')}'`);
