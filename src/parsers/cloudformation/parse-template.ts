// Parses a CloudFormation template: its parameters, and the resources a request can pass.
import { isFleet, isMachine } from '../../knowledge/machines.js';
import type { ParseProblem } from '../../model/facts.js';
import {
  type ConfigValue,
  conditionName,
  type Definition,
  type InfrastructureFact,
  type ModuleCall,
  type ResourceEntry,
} from '../../model/infrastructure.js';
import { configMap, scalarOf } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import { get, type YamlEntry, type YamlNode } from '../kit/yaml/node.js';
import { mapAt, NodeReader } from '../kit/yaml/node-reader.js';
import { documentProblems, treeProblem } from '../kit/yaml/problems.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { ParsedFile, Parser, SetupText, SourceText } from '../parser.js';
import { IntrinsicReader, isNestedStack, type Template } from './intrinsics.js';
import { machineSetups } from './setups.js';

export const parser: Parser = { parse };

const wanted =
  /^AWS::(?:ElasticLoadBalancing(?:V2)?|ECS|ECR|CloudFront|Route53|ApiGateway(?:V2)?|CodeDeploy|AppRunner|ElasticBeanstalk|ApplicationAutoScaling|ServiceDiscovery)::/;
const isWanted = (type: string): boolean => wanted.test(type) || isMachine(type) || isFleet(type);

function parse(file: SourceText): ParsedFile {
  const reader = new NodeReader(file.path, file.text);
  const { roots, problems } = readRoots(file.text, reader);
  const facts = roots.flatMap((root) => templateFact(root, reader));
  const setups = facts.length === 0 ? [] : roots.flatMap((root) => setupsIn(root, reader));
  return {
    ...(setups.length === 0 ? {} : { setups }),
    file: file.path,
    facts,
    problems: facts.length === 0 ? [] : problems,
    suppressions: facts.length === 0 ? [] : yamlSuppressions(file.path, file.text, reader.lines),
  };
}

function setupsIn(root: YamlNode, reader: NodeReader): readonly SetupText[] {
  return (mapAt(root, 'Resources')?.entries ?? []).flatMap((entry) =>
    machineSetups(entry, reader.string(entry.value, 'Type') ?? '', reader),
  );
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
  const outputs = mapAt(root, 'Outputs')?.entries ?? [];
  if (!typed.some(({ type }) => isWanted(type) || isNestedStack(type))) return [];
  const parameters = mapAt(root, 'Parameters')?.entries ?? [];
  const template: Template = {
    parameters: new Map(parameters.map(({ key, value }) => [key.text, reader.string(value, 'Type') ?? ''])),
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
        isWanted(type) ? resourceEntry(entry, type, reader, intrinsics) : [],
      ),
      definitions: [
        ...parameters.map((entry) => parameter(entry, reader, intrinsics)),
        ...(mapAt(root, 'Conditions')?.entries ?? []).map((entry) => condition(entry, reader, intrinsics)),
        ...outputs.map((entry) => output(entry, reader, intrinsics)),
      ],
      calls: typed.flatMap(({ entry, type }) => (isNestedStack(type) ? nestedStack(entry, reader, intrinsics) : [])),
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
      ...constructOf(value, reader),
      ...onCondition(value, reader),
    },
  ];
}
/** What a condition keeps out of the stack is like a resource of which there are none. */
function onCondition(value: YamlNode, reader: NodeReader): { readonly count?: ConfigValue } {
  const node = get(value, 'Condition');
  if (node?.kind !== 'scalar') return {};
  const at = reader.at(node);
  const holds: ConfigValue = { is: 'reference', steps: ['condition', node.text], at };
  return { count: { is: 'choice', condition: holds, yes: scalarOf(1, at), no: scalarOf(0, at), at } };
}
/** `Shop/Api/LB/Resource` as `Api/LB`: the stack's name and the construct's own resource say nothing. */
function constructOf(value: YamlNode, reader: NodeReader): { readonly title?: string } {
  const path = reader.string(value, 'Metadata', 'aws:cdk:path');
  const parts = path?.split('/').slice(1) ?? [];
  const own = parts.at(-1) === 'Resource' ? parts.slice(0, -1) : parts;
  return own.length === 0 ? {} : { title: own.join('/') };
}

/** The template of a nested stack: a path or address, or the asset that CDK made of it. */
function nestedStack({ key, value }: YamlEntry, reader: NodeReader, intrinsics: IntrinsicReader): ModuleCall[] {
  const asset = reader.string(value, 'Metadata', 'aws:asset:path');
  const location = get(value, 'Properties', 'TemplateURL') ?? get(value, 'Properties', 'Location');
  const parameters = mapAt(value, 'Properties', 'Parameters');
  const at = reader.at({ start: key.start, end: value.end });
  if (location === undefined && asset === undefined) return [];
  return [
    {
      name: key.text,
      source: asset ?? (location === undefined ? '*' : intrinsics.pattern(location)),
      arguments:
        parameters === undefined
          ? { is: 'map', entries: [], at }
          : configMap(parameters, reader, (node) => intrinsics.read(node)),
      at,
      ...onCondition(value, reader),
    },
  ];
}

function output({ key, value }: YamlEntry, reader: NodeReader, intrinsics: IntrinsicReader): Definition {
  const written = get(value, 'Value');
  const name = get(value, 'Export', 'Name');
  return {
    role: 'output',
    name: key.text,
    at: reader.at(key),
    ...(written === undefined ? {} : { value: intrinsics.value(written) }),
    ...(name === undefined ? {} : { exportedAs: intrinsics.pattern(name) }),
  };
}

function condition({ key, value }: YamlEntry, reader: NodeReader, intrinsics: IntrinsicReader): Definition {
  return { role: 'local', name: conditionName(key.text), value: intrinsics.value(value), at: reader.at(key) };
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
