// Reads `.dockerignore`: which files of a build context never reach the build. https://docs.docker.com/build/concepts/context/#dockerignore-files
import type { FileFacts, IgnoreFileFact } from '../../model/facts.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

const longest = 64 * 1024;
const mostPatterns = 500;

export const parser: Parser = { parse: parseIgnoreFile };

export function parseIgnoreFile(file: SourceText): FileFacts {
  const text = file.text.slice(0, longest);
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, mostPatterns);
  const at = new LineIndex(text).location(file.path, 0, text.length);
  const fact: IgnoreFileFact = { kind: 'ignore-file', at, patterns };
  return { file: file.path, facts: [fact], problems: [], suppressions: [] };
}
