// Reads what GitHub workflows build, install and deploy, by actions and by commands, matrix included.
import type { BuildFact, Fact, FileFacts } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { cleaned, settleWith } from '../kit/docker-build.js';
import { pathInside } from '../kit/paths.js';
import { readCommands } from '../kit/shell-facts.js';
import { givenPair, givenParameters } from '../kit/stack-parameters.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { items, mapAt, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { readDeployStep } from './deploy-steps.js';
import { jobOutputs, stepOutputs } from './step-outputs.js';

/** A matrix of more rows builds variants of one thing. */
const widest = 60;

export const parser: Parser = { parse: parseWorkflow };

export function parseWorkflow(file: SourceText): FileFacts {
  return yamlFacts(file, (root, reader) => readJobs(reader, root));
}

type Values = ReadonlyMap<string, string>;

function readJobs(reader: NodeReader, root: YamlNode | undefined): Fact[] {
  const common = Object.entries(reader.stringMap(root, 'env'));
  const named = mapAt(root, 'jobs')?.entries ?? [];
  const jobs = named.map((entry) => entry.value);
  const needed = jobOutputs(
    reader,
    named.map(({ key, value }) => [key.text, value]),
  );
  // A composite action has its steps under `runs`.
  const all = [...jobs, get(root, 'runs')].flatMap((job) => (job === undefined ? [] : [job]));
  return all.flatMap((job) =>
    matrixRows(reader, get(job, 'strategy', 'matrix')).flatMap((row) => {
      const values = new Map([...common, ...needed, ...Object.entries(reader.stringMap(job, 'env')), ...row]);
      return [...readSteps(reader, job, values), ...readCalledBuild(reader, job, values)];
    }),
  );
}

/**
 * The combinations of a matrix as `matrix.<key>` values; one empty row where there is none. What `include` lists is added to the combinations
 * whose own values it leaves as they are, and is one more where there is none:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixinclude
 */
function matrixRows(reader: NodeReader, matrix: YamlNode | undefined): readonly Values[] {
  if (matrix?.kind !== 'map') return [new Map()];
  const listed = (key: string): readonly Values[] =>
    items(matrix, key).map((node) => new Map(flatten(reader, 'matrix', node)));
  let rows: readonly Values[] = [new Map<string, string>()];
  for (const { key, value } of matrix.entries) {
    if (value.kind !== 'seq' || key.text === 'include' || key.text === 'exclude') continue;
    const choices = value.items.map((item) => flatten(reader, `matrix.${key.text}`, item));
    rows = rows.flatMap((row) => choices.map((choice) => new Map([...row, ...choice]))).slice(0, widest);
  }
  const excluded = listed('exclude').filter((each) => each.size > 0);
  const combined = rows
    .filter(
      (row) => row.size > 0 && !excluded.some((each) => [...each].every(([key, value]) => row.get(key) === value)),
    )
    .map((own) => ({ own, all: new Map(own) }));
  const further: Values[] = [];
  for (const included of listed('include').slice(0, widest)) {
    const extended = combined.filter(({ own }) =>
      [...included].every(([key, value]) => (own.get(key) ?? value) === value),
    );
    for (const { all } of extended) for (const [key, value] of included) all.set(key, value);
    if (extended.length === 0) further.push(included);
  }
  const all = [...combined.map((each) => each.all), ...further].slice(0, widest);
  return all.length === 0 ? [new Map()] : all;
}
function flatten(reader: NodeReader, prefix: string, node: YamlNode): readonly (readonly [string, string])[] {
  if (node.kind === 'scalar') return [[prefix, node.text]];
  if (node.kind === 'seq') return [];
  return node.entries.flatMap(({ key, value }) => flatten(reader, `${prefix}.${key.text}`, value));
}

function readSteps(reader: NodeReader, job: YamlNode, values: Values): Fact[] {
  const steps = items(job, 'steps');
  const jobDirectory = reader.string(job, 'defaults', 'run', 'working-directory');
  const rewritten = rewrittenBy(reader, steps);
  const known = new Map([...values, ...stepOutputs(reader, steps)]);
  const steady = [...known].filter(([name]) => !rewritten.has(name));
  return steps.flatMap((step): Fact[] => {
    const own = Object.entries(reader.stringMap(step, 'env'));
    const environment = new Map([...known, ...own]);
    const settle = settleWith(environment);
    const given = rewritten.size === 0 ? settle : settleWith(new Map([...steady, ...own]));
    const uses = reader.string(step, 'uses') ?? '';
    if (/\/build-push-action@|\/build-push-to-|build-and-push/.test(uses))
      return readActionStep(reader, step, steps, settle);
    if (uses.includes('aws-cloudformation-github-deploy@')) return readStackStep(reader, step, settle);
    const deployed = readDeployStep(reader, step, { steps, settle: given, repository: repositoryOf(reader) });
    if (deployed !== undefined) return deployed;
    const run = presentScalar(get(step, 'run')) ?? presentScalar(get(step, 'with', 'script'));
    const inside = reader.string(step, 'working-directory') ?? jobDirectory ?? '.';
    if (run === undefined) return [];
    const directory = pathInside(repositoryOf(reader), cleaned(settle(inside)));
    const at = reader.at(run);
    const by = `workflow ${baseNameOf(reader.file)}`;
    return readCommands(run.text, { directory, settle, given, at: () => at, by }, 'workflow', environment);
  });
}

/** Variables that a step sets anew for those behind it: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-environment-variable */
function rewrittenBy(reader: NodeReader, steps: readonly YamlNode[]): ReadonlySet<string> {
  const texts = steps.flatMap((step) => reader.string(step, 'run') ?? []).filter((text) => text.includes('GITHUB_ENV'));
  return new Set(
    texts.flatMap((text) => Array.from(text.matchAll(/(?<!\w)([A-Za-z_]\w*)(?:=|<<)/g), ([, name = '']) => name)),
  );
}

/** Paths count from the root of the checkout, which is where `.github` lies: the scan may hold several repositories. */
function repositoryOf({ file }: NodeReader): string {
  return /^(.*)\/\.[a-z]+\/(?:workflows|actions)\//.exec(file)?.[1] ?? '';
}

/**
 * A job that calls a workflow of another repository (`uses: acme/workflows/.github/workflows/docker.yml@main`) and tells it a Dockerfile and a
 * name. What a matrix out of sight holds stays a variable of both.
 */
function readCalledBuild(reader: NodeReader, job: YamlNode, values: Values): BuildFact[] {
  const uses = reader.string(job, 'uses') ?? '';
  if (!/\.github\/workflows\/[^/]+\.ya?ml/.test(uses)) return [];
  const inputs = get(job, 'with');
  const settle = settleWith(values);
  const told = (keys: readonly string[]): string | undefined => {
    const [value] = keys.flatMap((key) => reader.string(inputs, key) ?? []);
    return value === undefined ? undefined : settle(value).trim();
  };
  const file = told(calledInputs.dockerfile);
  if (file === undefined || !/dockerfile/i.test(baseNameOf(file))) return [];
  const repository = repositoryOf(reader);
  const dockerfile = pathInside(repository, cleaned(file));
  const context = pathInside(repository, cleaned(told(calledInputs.context) ?? '.'));
  if (dockerfile === undefined || context === undefined || context.includes('$')) return [];
  const names = (told(calledInputs.images) ?? '').split(/[\n,\s]+/).filter((each) => each !== '');
  return names.map((image) => ({
    kind: 'build',
    by: 'workflow',
    image,
    context,
    dockerfile,
    at: reader.at(inputs ?? job),
  }));
}
/** What such workflows call their inputs, the plainest first. */
const calledInputs = {
  dockerfile: ['dockerfile', 'docker_file', 'docker-file', 'dockerfile_path', 'dockerfile-path', 'file'],
  context: ['context', 'docker_context', 'docker-context', 'build_context', 'build-context'],
  images: ['images', 'image', 'image_name', 'image-name', 'imageName', 'app_name', 'app-name', 'appName'],
} as const;

/** `{{defaultContext}}:app` of docker/build-push-action: that folder of the repository which the workflow belongs to. */
const folderOfGit = (context: string): string | undefined => {
  const match = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context);
  return match === null ? undefined : match[1] || '.';
};
function readActionStep(
  reader: NodeReader,
  step: YamlNode,
  steps: readonly YamlNode[],
  settle: (word: string) => string,
): BuildFact[] {
  const inputs = get(step, 'with');
  const text = (key: string): string | undefined => {
    const value = reader.string(inputs, key);
    return value === undefined ? undefined : settle(value).trim();
  };
  const repository = repositoryOf(reader);
  const written = text('context') ?? '.';
  const ofGit = folderOfGit(written);
  const context = pathInside(repository, cleaned(ofGit ?? written));
  if (context === undefined || context.includes('$')) return [];
  const file = text('file') ?? text('dockerfile');
  // What is fetched from Git by itself has its Dockerfile inside; else it is named from where the command stands.
  const from = ofGit === undefined ? repository : context;
  const dockerfile = file === undefined || file.includes('$') ? undefined : pathInside(from, cleaned(file));
  const tags = (text('tags') ?? text('images') ?? '').split(/[\n,]+/).flatMap((tag) => {
    const meta = /^\$\{steps\.([\w-]+)\.outputs\./.exec(tag.trim())?.[1];
    return meta === undefined ? [tag.trim()] : imagesOfMetadata(reader, steps, meta).map(settle);
  });
  const pairs = (text('build-args') ?? '').split('\n').flatMap((line): [string, string][] => {
    const match = /^(\w+)=(.*)$/.exec(line.trim());
    return match?.[1] === undefined || match[2] === undefined || match[2].includes('$') ? [] : [[match[1], match[2]]];
  });
  return tags
    .filter((tag) => tag !== '')
    .map((image) => ({
      kind: 'build',
      by: 'workflow',
      image,
      context,
      at: reader.at(step),
      ...present({
        dockerfile,
        target: text('target'),
        args: pairs.length === 0 ? undefined : Object.fromEntries(pairs),
      }),
    }));
}

/** docker/metadata-action makes the tags; its `images` name the image. */
function imagesOfMetadata(reader: NodeReader, steps: readonly YamlNode[], id: string): readonly string[] {
  const step = steps.find((each) => reader.string(each, 'id') === id);
  const images = reader.string(step, 'with', 'images') ?? '';
  return images
    .split(/[\n,]+/)
    .map((image) =>
      image
        .trim()
        .replace(/^name=/, '')
        .replace(/,.*/s, ''),
    )
    .filter((image) => image !== '');
}

/** `parameter-overrides` are pairs between commas; a comma of a value stands in quotes. */
function readStackStep(reader: NodeReader, step: YamlNode, settle: (word: string) => string): Fact[] {
  const overrides = presentScalar(get(step, 'with', 'parameter-overrides'));
  const template = pathInside('', settle(reader.string(step, 'with', 'template') ?? ''));
  if (overrides === undefined || overrides.text.startsWith('file:')) return [];
  const at = reader.at(overrides);
  const pairs = settle(overrides.text).match(/(?:"[^"]*"|[^,"\n])+/g) ?? [];
  const given = pairs.flatMap((pair) => givenPair(pair.trim(), at));
  return givenParameters(template === undefined || /[$`{}]/.test(template) ? '' : template, given, at);
}
