// Puts one text in place of another that a fact has seen, quotes included.
import type { Change } from '../model/remedy.js';
import type { Half } from './half.js';
import { type FileTexts, openFile } from './open-file.js';

export function rewriteText(
  { title, at, was, text }: Extract<Change, { do: 'rewrite-text' }>,
  texts: FileTexts,
): Half | undefined {
  const file = openFile(texts, at.file);
  const found = file?.textAt(at);
  if (file === undefined || found === undefined) return undefined;
  const bare = /^(["'])(?<inside>[\s\S]*)\1$/.exec(found)?.groups?.['inside'] ?? found;
  if (bare !== was) return undefined;
  return { title, safe: true, edits: [file.replace(file.start(at), file.end(at), text)] };
}
