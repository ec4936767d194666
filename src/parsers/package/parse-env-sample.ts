// Reads samples of `.env` files: the variables that the file is meant to hold, also those that stand there as comments.
import type { EnvSampleFact, FileFacts } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

const longest = 256 * 1024;

export const parser: Parser = { parse: parseEnvSample };

export function parseEnvSample(file: SourceText): FileFacts {
  const text = file.text.slice(0, longest);
  const composeFile = /^(?:export[ \t]+)?COMPOSE_FILE=["']?([^\s"'#]+)/m.exec(text)?.[1];
  const named = text.matchAll(/^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?(\w+)[ \t]*=/gm);
  const fact: EnvSampleFact = {
    kind: 'env-sample',
    at: new LineIndex(text).location(file.path, 0, text.length),
    directory: folderOf(file.path),
    names: [...new Set(Array.from(named, ([, name = '']) => name))],
    ...(composeFile === undefined ? {} : { composeFile }),
  };
  return { file: file.path, facts: [fact], problems: [], suppressions: [] };
}
