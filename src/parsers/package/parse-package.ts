// Reads package.json: scripts that commands run, dependencies that wrap servers, and the engines it asks for.
import type { FileFacts, PackageFact, Text } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { mapAt, NodeReader, present } from '../kit/node-reader.js';
import type { YamlNode } from '../kit/yaml.js';
import { treeProblem } from '../kit/yaml-problems.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parsePackage };

export function parsePackage(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems: errors } = readJson(file.text);
  const problems = errors.slice(0, 1).map((error) => treeProblem(reader, error, 'json'));
  const facts = root?.kind === 'map' ? [readPackage(reader, root)] : [];
  return { file: file.path, facts, problems, suppressions: [] };
}

function readPackage(reader: NodeReader, root: YamlNode): PackageFact {
  const directory = directoryOf(reader.file);
  const bin = mapAt(root, 'bin');
  return {
    kind: 'package',
    at: reader.at(root),
    directory,
    ...present({
      name: reader.string(root, 'name'),
      type: reader.string(root, 'type'),
      main: reader.string(root, 'main'),
      bin: bin === undefined ? singleBin(reader, root) : reader.stringMap(root, 'bin'),
      engines: reader.text(root, 'engines', 'node'),
      packageManager: reader.text(root, 'packageManager'),
      workspaces: reader.words(root, 'workspaces') ?? reader.words(root, 'workspaces', 'packages'),
    }),
    scripts: texts(reader, root, 'scripts'),
    dependencies: {
      ...texts(reader, root, 'optionalDependencies'),
      ...texts(reader, root, 'devDependencies'),
      ...texts(reader, root, 'dependencies'),
    },
  };
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

const directoryOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
