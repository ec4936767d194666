// The names of one Go file, asked for because another file mentions them: no gate, nothing but names.
import type { FileFacts } from '../../model/facts.js';
import type { SourceText } from '../parser.js';
import { createGoParser } from './parse-go.js';

export async function parseBindings(file: SourceText): Promise<FileFacts> {
  const parser = await createGoParser();
  return parser.parseBindings(file);
}
