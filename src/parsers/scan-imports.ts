// A light look at the imports of files no parser wanted: enough to walk from an image's entry file to the file with the server.
import type { FileFacts } from '../model/facts.js';
import type { FileToParse } from './facts-memory.js';
import { envFilesLoaded } from './kit/env-files-loaded.js';
import { decodeUtf8 } from './kit/text.js';
import { isBundled } from './node/bundled.js';

const script = /\.[cm]?[jt]sx?$/;
const declaration = /\.d\.[cm]?ts$/;
/** `from './x'`, `import './x'`, `require('./x')`, `import('./x')`: relative or aliased; a comment that looks like one only widens the walk. */
const scriptImport = /(?:\bfrom\s*|\bimport\s*(?:\(\s*)?|\brequire\s*\(\s*)(['"])([^'"\n]{1,300})\1/g;
const goImport = /^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([^"\n]{1,300})"/gm;

export const isSource = (path: string): boolean =>
  path.endsWith('.go') || (script.test(path) && !declaration.test(path));

export function scanImports(file: FileToParse): FileFacts | undefined {
  if (!isSource(file.path)) return undefined;
  const content = file.read();
  return content.ok ? importsIn(file.path, decodeUtf8(content.bytes).text) : undefined;
}
/** Of a source. */
export function importsIn(file: string, text: string): FileFacts {
  const isGo = file.endsWith('.go');
  if (!isGo && isBundled(text)) return { file, facts: [], problems: [], suppressions: [] };
  const specifiers = isGo
    ? goImports(text)
    : [...new Set(Array.from(text.matchAll(scriptImport), (match) => match[2] ?? ''))];
  const loads = envFilesLoaded(text);
  return {
    file,
    facts: [{ kind: 'imports', file, specifiers, ...(loads && { loads }) }],
    problems: [],
    suppressions: [],
  };
}
/** Only what stands before the first declaration: import strings come first in Go. */
function goImports(text: string): readonly string[] {
  const end = /^(?:func|type|var|const)\b/m.exec(text)?.index ?? text.length;
  return [...new Set(Array.from(text.slice(0, end).matchAll(goImport), (match) => match[1] ?? ''))];
}
