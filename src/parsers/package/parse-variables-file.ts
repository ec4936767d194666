// Reads variables in YAML, as Google's tools take them from a file: https://cloud.google.com/run/docs/configuring/services/environment-variables
import type { EnvFileFact, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { yamlFacts } from '../kit/yaml/facts.js';
import { mapAt } from '../kit/yaml/node-reader.js';
import type { Parser } from '../parser.js';

export const parser: Parser = {
  parse: (file) =>
    yamlFacts(file, (root, reader): EnvFileFact[] => {
      const values = (mapAt(root)?.entries ?? []).flatMap(({ key, value }): [string, Text][] => {
        const text = reader.text(value);
        return text === undefined
          ? []
          : [[key.text, { text: text.text, at: reader.at({ start: key.start, end: value.end }) }]];
      });
      if (values.length === 0) return [];
      return [
        { kind: 'env-file', at: reader.at(root), directory: folderOf(file.path), values: Object.fromEntries(values) },
      ];
    }),
};
