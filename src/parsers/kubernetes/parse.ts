// Reads a file of Kubernetes objects, and the files of the tools around them: kustomization and Chart.yaml.
import type { Fact, ParseProblem, SuppressionFact } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { documentProblems, treeProblem } from '../kit/yaml/problems.js';
import { isBroken, readYaml, type YamlDocument, type YamlNode } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { ParsedFile, SourceText } from '../parser.js';
import { isChartFile, readChart } from './chart.js';
import { embeddedTexts } from './embedded.js';
import { manifestsOf } from './heredocs.js';
import { isKustomization, readKustomization } from './kustomization.js';
import { isPatchDirective, type ManifestObject, memberList, readObject } from './object.js';
import { templateParameters, withParameters } from './openshift.js';
import { playbookObjects } from './playbook.js';
import { objectSuppressions, readFacts } from './read-facts.js';
import { readWriteOnceClaims, withClaims } from './volumes.js';

interface Gathered {
  readonly objects: ManifestObject[];
  readonly facts: Fact[];
}

export function parse({ path, text }: SourceText): ParsedFile {
  const reader = new NodeReader(path, text);
  return factsOf(reader, path, text, readRoots(reader, path, text));
}

/** A shell script with manifests in it. Suppressions are the script's own business. */
export function parseScript({ path, text }: SourceText): ParsedFile {
  const manifests = manifestsOf(text);
  if (manifests === undefined) return { file: path, facts: [], problems: [], suppressions: [] };
  const roots = rootsOf(readYaml(manifests, { templates: 'shell' }));
  return factsOf(new NodeReader(path, text), path, '', { roots, problems: [] });
}

function factsOf(reader: NodeReader, path: string, text: string, read: Roots): ParsedFile {
  const gathered: Gathered = { objects: [], facts: [] };
  for (const root of read.roots) gather(reader, root, gathered);
  const facts = [...gathered.facts, ...gathered.objects.flatMap((object) => readFacts(object))];
  const suppressions: SuppressionFact[] = [
    ...yamlSuppressions(path, text, reader.lines),
    ...gathered.objects.flatMap((object) => objectSuppressions(object)),
  ];
  const claims = readWriteOnceClaims(gathered.objects);
  const embedded = gathered.objects.flatMap(embeddedTexts);
  return {
    file: path,
    facts: facts.map((fact) => (fact.kind === 'workload' ? withClaims(fact, gathered.objects, claims) : fact)),
    problems: read.problems,
    suppressions,
    ...(embedded.length === 0 ? {} : { embedded }),
  };
}

interface Roots {
  readonly roots: readonly YamlNode[];
  readonly problems: readonly ParseProblem[];
}

function readRoots(reader: NodeReader, path: string, text: string): Roots {
  if (path.endsWith('.json')) {
    const { root, problems } = readJson(text);
    return {
      roots: root === undefined ? [] : [root],
      problems: problems.map((problem) => treeProblem(reader, problem, 'json')),
    };
  }
  const documents = readYaml(text, { templates: 'read', skip: saysNothing });
  return {
    roots: rootsOf(documents),
    problems: documents.flatMap((document) => {
      const problems = documentProblems(reader, document);
      return problems.length > 0 && isOurs(document, text) ? problems : [];
    }),
  };
}

/** No cluster takes a document with an error in its syntax, and which object each of its fields belongs to is a guess. */
function rootsOf(documents: readonly YamlDocument[]): readonly YamlNode[] {
  return documents.flatMap((document) => (isBroken(document) ? [] : (document.root ?? [])));
}

/** Objects that have no part in a request: in most trees every third document is one. */
const silentKind =
  /^kind: *(?:ServiceAccount|(?:Cluster)?Role(?:Binding)?|NetworkPolicy|ResourceQuota|LimitRange|PriorityClass|CustomResourceDefinition|(?:Validating|Mutating)(?:WebhookConfiguration|AdmissionPolicy(?:Binding)?)|APIService|PodSecurityPolicy|Certificate|(?:Cluster)?Issuer)[ \r]*$/m;
/** A list, or a mapping of another kind in the same document, is read. */
function saysNothing(slice: string): boolean {
  return silentKind.test(slice) && slice.indexOf('\nkind:', slice.search(silentKind) + 1) < 0;
}

/** A broken or templated document counts when it would hold an object, for another parser may want the file too. */
function isOurs(document: YamlDocument, text: string): boolean {
  const slice = text.slice(document.start, document.end);
  return /\b(?:apiVersion|kind)\b/.test(slice);
}

function gather(reader: NodeReader, node: YamlNode, gathered: Gathered): void {
  if (node.kind === 'seq') for (const object of playbookObjects(reader, node.items)) gather(reader, object, gathered);
  if (node.kind !== 'map') return;
  const { file } = reader;
  if (isKustomization(file, node)) {
    gathered.facts.push(...readKustomization(reader, node));
    return;
  }
  if (isChartFile(file)) {
    const chart = readChart(reader, node);
    if (chart !== undefined) gathered.facts.push(chart);
    return;
  }
  const object = readObject(reader, node);
  if (object === undefined) return;
  const members = memberList(node, object.kind);
  if (members === undefined) {
    if (!isPatchDirective(node)) gathered.objects.push(object);
    return;
  }
  const parameters = object.kind === 'Template' ? templateParameters(reader, node) : undefined;
  for (const member of members)
    gather(reader, parameters === undefined ? member : withParameters(member, parameters), gathered);
}
