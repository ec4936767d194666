// Reads the comments of hoplint.yaml; what it declares is read when the run begins.
import { LineIndex } from '../kit/text.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { Parser } from '../parser.js';

export const parser: Parser = {
  parse: ({ path, text }) => ({
    file: path,
    facts: [],
    problems: [],
    suppressions: yamlSuppressions(path, text, new LineIndex(text)),
  }),
};
