// Files as the pipeline reads them: from disk, or as an editor holds them unsaved.
import type { Discovery } from './discover/discover.js';
import { readBytes } from './discover/read-file.js';
import type { FileTexts } from './fixes/open-file.js';
import { plainText } from './fixes/plain-text.js';
import type { Witness } from './grounds.js';
import type { FileContent, FileToParse } from './parsers/facts-memory.js';

/** Only plain UTF-8: elsewhere the characters are not the ones on disk. */
export function textsOf(files: { get(path: string): FileToParse | undefined }): FileTexts {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const content = files.get(path)?.read();
      known.set(path, content?.ok === true ? plainText(content.bytes) : undefined);
    }
    return known.get(path);
  };
}

/** The witness is told which files were looked at. */
export function seenBy(witness: Witness | undefined, texts: FileTexts): FileTexts {
  if (witness === undefined) return texts;
  return (path) => {
    witness.looked(path);
    return texts(path);
  };
}

/** A memory looks at the bytes before a parser does: both get the same ones. Only the last file is held. */
function readerOfLast(): (absolute: string) => () => FileContent {
  let last: { readonly of: string; readonly content: FileContent } | undefined;
  return (absolute) => () => {
    if (last?.of !== absolute) last = { of: absolute, content: readBytes(absolute) };
    return last.content;
  };
}
export function heldFile(path: string, text: string): FileToParse {
  return { path, read: () => ({ ok: true, bytes: new TextEncoder().encode(text) }) };
}
export function filesToParse(discovery: Discovery, overlays: ReadonlyMap<string, string>): readonly FileToParse[] {
  const readOnce = readerOfLast();
  const onDisk = discovery.files
    .filter((file) => !overlays.has(file.path))
    .map(({ path, absolute }): FileToParse => ({ path, absolute, read: readOnce(absolute) }));
  const held = [...overlays].map(([path, text]) => heldFile(path, text));
  return [...onDisk, ...held].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
