// Reads package.json: scripts that commands run, dependencies that wrap servers, and the engines it asks for.
import type { Fact, FileFacts, PackageFact, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readComposeCommands } from '../kit/compose-commands.js';
import { readDeployCommands } from '../kit/deploy-commands.js';
import { readJson } from '../kit/json.js';
import { get, type YamlNode } from '../kit/yaml/node.js';
import { mapAt, NodeReader, present } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parsePackage };

export function parsePackage(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems: errors } = readJson(file.text);
  const problems = errors.slice(0, 1).map((error) => treeProblem(reader, error, 'json'));
  const facts = root?.kind === 'map' ? withCommands(readPackage(reader, root)) : [];
  return { file: file.path, facts, problems, suppressions: [] };
}

/** Its scripts run in its own folder. */
function withCommands(fact: PackageFact): Fact[] {
  const commands = Object.values(fact.scripts).flatMap(({ text, at }): Fact[] => {
    const place = { directory: fact.directory, settle: (word: string) => word, at: () => at, by: fact.at.file };
    return [...readComposeCommands(text, place), ...readDeployCommands(text, place)];
  });
  return [fact, ...commands];
}

function readPackage(reader: NodeReader, root: YamlNode): PackageFact {
  const directory = folderOf(reader.file);
  const bin = mapAt(root, 'bin');
  return {
    kind: 'package',
    at: reader.at(root),
    directory,
    ...present({
      name: reader.string(root, 'name'),
      version: reader.string(root, 'version'),
      type: reader.string(root, 'type'),
      main: reader.string(root, 'main'),
      entries: entriesOf(reader, root),
      exports: exportsOf(root),
      imports: importsOf(root),
      bin: bin === undefined ? singleBin(reader, root) : reader.stringMap(root, 'bin'),
      engines: reader.text(root, 'engines', 'node'),
      packageManager: reader.text(root, 'packageManager'),
      workspaces: reader.words(root, 'workspaces') ?? reader.words(root, 'workspaces', 'packages'),
      repository: repositoryOf(reader.string(root, 'repository') ?? reader.string(root, 'repository', 'url')),
    }),
    scripts: texts(reader, root, 'scripts'),
    dependencies: {
      ...texts(reader, root, 'optionalDependencies'),
      ...texts(reader, root, 'devDependencies'),
      ...texts(reader, root, 'dependencies'),
    },
  };
}

/** `acme/shop`, `github:acme/shop`, `git+https://github.com/acme/shop.git`, `git@github.com:acme/shop.git`. */
function repositoryOf(url: string | undefined): string | undefined {
  const path =
    /^(?:(?:github|gitlab):|(?:git\+)?(?:https?|ssh|git):\/\/(?:[^/@]+@)?[\w.-]+\/|git@[\w.-]+:)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
  return path.exec(url ?? '')?.[1]?.toLowerCase();
}

function entriesOf(reader: NodeReader, root: YamlNode): string[] | undefined {
  const found = ['source', 'module', 'types', 'typings'].flatMap((key) => reader.string(root, key) ?? []);
  return found.length === 0 ? undefined : found;
}

/** `"exports": "./index.js"`, `{ "import": … }` for the package itself, `{ "./part": … }` for its parts. */
function exportsOf(root: YamlNode): Record<string, string[]> | undefined {
  const node = get(root, 'exports');
  if (node === undefined) return undefined;
  const hasParts = node.kind === 'map' && node.entries.some(({ key }) => key.text.startsWith('.'));
  return hasParts ? targetsByKey(node) : { '.': targetsOf(node) };
}
function importsOf(root: YamlNode): Record<string, string[]> | undefined {
  const own = targetsByKey(get(root, 'imports'));
  // module-alias: a name stands for itself and for everything below it.
  const aliases = Object.entries(targetsByKey(get(root, '_moduleAliases'))).flatMap(([name, targets]) => [
    [name, targets] as const,
    [`${name}/*`, targets.map((target) => `${target.replace(/\/$/, '')}/*`)] as const,
  ]);
  const all = { ...Object.fromEntries(aliases), ...own };
  return Object.keys(all).length === 0 ? undefined : all;
}
function targetsByKey(node: YamlNode | undefined): Record<string, string[]> {
  if (node?.kind !== 'map') return {};
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, targetsOf(value)]));
}
/** Conditions nest; which one holds when the program runs is not asked: what is not in the scan is no answer anyway. */
function targetsOf(node: YamlNode): string[] {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node.text] : [];
  if (node.kind === 'seq') return node.items.flatMap(targetsOf);
  return node.kind === 'map' ? node.entries.flatMap(({ value }) => targetsOf(value)) : [];
}

/** `"bin": "cli.js"` is a program by the package's own name, its scope left out. */
function singleBin(reader: NodeReader, root: YamlNode): Record<string, string> | undefined {
  const file = reader.string(root, 'bin');
  const name = reader.string(root, 'name');
  return file === undefined || name === undefined ? undefined : { [name.replace(/^@[^/]*\//, '')]: file };
}

function texts(reader: NodeReader, root: YamlNode, key: string): Record<string, Text> {
  const map = mapAt(root, key);
  if (map === undefined) return {};
  return Object.fromEntries(
    map.entries.flatMap((entry): [string, Text][] => {
      const text = reader.text(entry.value);
      return text === undefined ? [] : [[entry.key.text, text]];
    }),
  );
}
