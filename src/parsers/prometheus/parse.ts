// Reads a plain Prometheus rule file: `groups:` with alerts.
import type { FileFacts, ParseProblem } from '../../model/facts.js';
import { NodeReader } from '../kit/node-reader.js';
import { readAlerts } from '../kit/prometheus-rules.js';
import { readSuppressions } from '../kit/suppressions.js';
import { comments, get, readYaml } from '../kit/yaml.js';
import { documentProblems } from '../kit/yaml-problems.js';
import type { SourceText } from '../parser.js';

export function parse({ path, text }: SourceText): FileFacts {
  const reader = new NodeReader(path, text);
  const documents = readYaml(text);
  const problems: ParseProblem[] = documents.flatMap((document) => documentProblems(reader, document));
  const facts = documents.flatMap(({ root }) => readAlerts(reader, get(root, 'groups')));
  const found = text.includes('hoplint-ignore') ? comments(text) : [];
  return { file: path, facts, problems, suppressions: readSuppressions(path, found, reader.lines) };
}
