// Parses a CloudFormation template: its parameters, and the resources a request can pass.
import type { FileFacts, ParseProblem } from '../../model/facts.js';
import type { Definition, InfrastructureFact, ResourceEntry } from '../../model/infrastructure.js';
import { configMap } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import { mapAt, NodeReader } from '../kit/node-reader.js';
import { readSuppressions } from '../kit/suppressions.js';
import { comments, readYaml } from '../kit/yaml.js';
import { get, type YamlEntry, type YamlNode } from '../kit/yaml-node.js';
import { documentProblems, treeProblem } from '../kit/yaml-problems.js';
import type { Parser, SourceText } from '../parser.js';
import { IntrinsicReader, type Template } from './intrinsics.js';

export const parser: Parser = { parse };

const wanted = /^AWS::(?:ElasticLoadBalancing(?:V2)?|ECS|CloudFront|Route53)::/;

function parse(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { roots, problems } = readRoots(file.text, reader);
  const facts = roots.flatMap((root) => templateFact(root, reader));
  return {
    file: file.path,
    facts,
    problems: facts.length === 0 ? [] : problems,
    suppressions: facts.length === 0 ? [] : readSuppressions(file.path, comments(file.text), reader.lines),
  };
}

function readRoots(
  text: string,
  reader: NodeReader,
): { roots: readonly YamlNode[]; problems: readonly ParseProblem[] } {
  if (/^[\s\ufeff]*\{/.test(text)) {
    const { root, problems } = readJson(text);
    return {
      roots: root === undefined ? [] : [root],
      problems: problems.map((each) => treeProblem(reader, each, 'json')),
    };
  }
  const documents = readYaml(text);
  return {
    roots: documents.flatMap((document) => document.root ?? []),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
  };
}

function templateFact(root: YamlNode, reader: NodeReader): InfrastructureFact[] {
  const resources = mapAt(root, 'Resources')?.entries ?? [];
  const typed = resources.flatMap((entry) => {
    const type = reader.string(entry.value, 'Type');
    return type === undefined ? [] : [{ entry, type }];
  });
  if (!typed.some(({ type }) => wanted.test(type))) return [];
  const parameters = mapAt(root, 'Parameters')?.entries ?? [];
  const template: Template = {
    parameters: new Set(parameters.map(({ key }) => key.text)),
    types: new Map(typed.map(({ entry, type }) => [entry.key.text, type])),
    mappings: mapAt(root, 'Mappings'),
  };
  const intrinsics = new IntrinsicReader(reader, template);
  return [
    {
      kind: 'infrastructure',
      language: 'cloudformation',
      form: 'source',
      module: reader.file,
      at: reader.at(root),
      resources: typed.flatMap(({ entry, type }) =>
        wanted.test(type) ? resourceEntry(entry, type, reader, intrinsics) : [],
      ),
      definitions: parameters.map((entry) => parameter(entry, reader, intrinsics)),
      calls: [],
    },
  ];
}

function resourceEntry(
  { key, value }: YamlEntry,
  type: string,
  reader: NodeReader,
  intrinsics: IntrinsicReader,
): ResourceEntry[] {
  if (value.kind !== 'map') return [];
  const values = configMap(value, reader, (node) => intrinsics.read(node));
  return [
    {
      type,
      name: key.text,
      address: key.text,
      values: { ...values, entries: values.entries.filter((entry) => entry.key === 'Properties') },
      at: reader.at({ start: key.start, end: value.end }),
      nameAt: reader.at(key),
    },
  ];
}

function parameter({ key, value }: YamlEntry, reader: NodeReader, intrinsics: IntrinsicReader): Definition {
  const written = get(value, 'Default');
  const at = reader.at(key);
  return {
    role: 'variable',
    name: key.text,
    at,
    ...(written === undefined ? {} : { value: intrinsics.value(written) }),
  };
}
