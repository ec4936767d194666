// Suppressions in the comments of a YAML file: most files have none, and then their comments are not looked for.
import type { SuppressionFact } from '../../../model/facts.js';
import { readSuppressions, suppressionWord } from '../suppressions.js';
import type { LineIndex } from '../text.js';
import { comments } from './read-yaml.js';

export function yamlSuppressions(file: string, text: string, lines: LineIndex): SuppressionFact[] {
  return text.includes(suppressionWord) ? readSuppressions(file, comments(text), lines) : [];
}
