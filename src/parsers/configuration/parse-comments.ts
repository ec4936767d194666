// Reads the comments of hoplint.yaml; what it declares is read when the run begins.
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import { comments } from '../kit/yaml.js';
import type { Parser } from '../parser.js';

export const parser: Parser = {
  parse: ({ path, text }) => ({
    file: path,
    facts: [],
    problems: [],
    suppressions: readSuppressions(path, comments(text), new LineIndex(text)),
  }),
};
