// Reads a plain Prometheus rule file: `groups:` with alerts.
import type { FileFacts, ParseProblem } from '../../model/facts.js';
import { readAlerts } from '../kit/prometheus-rules.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { documentProblems } from '../kit/yaml/problems.js';
import { get, readYaml } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { SourceText } from '../parser.js';

export function parse({ path, text }: SourceText): FileFacts {
  const reader = new NodeReader(path, text);
  const documents = readYaml(text);
  const problems: ParseProblem[] = documents.flatMap((document) => documentProblems(reader, document));
  const facts = documents.flatMap(({ root }) => readAlerts(reader, get(root, 'groups')));
  return { file: path, facts, problems, suppressions: yamlSuppressions(path, text, reader.lines) };
}
