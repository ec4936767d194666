// The file that carries one repository's facts to another: written by `hoplint facts`, read by --with.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { FileFacts } from '../model/facts.js';
import { safeJson } from '../reporters/safe-text.js';
import { UsageError } from './usage-error.js';
import { reasonOf } from './write-file.js';

/** Raised whenever facts change shape. */
const formatVersion = 1;

export function renderFacts(files: readonly FileFacts[], repository: string, version: string): string {
  const own = [...files].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return safeJson({ format: 'hoplint-facts', formatVersion, hoplint: version, repository, files: own }, 0);
}

/** Files of the other repository are shown as if it lay beside this one: `../app/src/server.ts`. */
export function readFacts(path: string): readonly FileFacts[] {
  const content = parsed(path);
  if (!isObject(content) || content.format !== 'hoplint-facts') {
    throw new UsageError(`${path} was not written by \`hoplint facts\`.`);
  }
  if (content.formatVersion !== formatVersion) {
    throw new UsageError(
      `${path} has format version ${String(content.formatVersion)}, and this hoplint reads ${formatVersion}: write it again.`,
    );
  }
  const { files } = content;
  if (!Array.isArray(files) || !files.every(isFileFacts)) throw new UsageError(`${path} is damaged: write it again.`);
  const repository =
    typeof content.repository === 'string' && content.repository !== ''
      ? content.repository
      : basename(path, '.facts.json');
  return files.map((each) => moved(each, `../${repository.replaceAll(/[\\/]/g, '-')}`));
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON; write it with \`hoplint facts -o ${path}\`.`);
  }
}
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isFileFacts(value: unknown): value is FileFacts {
  return (
    isObject(value) &&
    typeof value.file === 'string' &&
    [value.facts, value.problems, value.suppressions].every(Array.isArray) &&
    Array.isArray(value.facts) &&
    value.facts.every((fact) => isObject(fact) && typeof fact.kind === 'string')
  );
}

/** Keys that hold a path from the root of the scan. */
const pathKeys = new Set(['file', 'directory', 'context', 'dockerfile']);

/**
 * The same facts with every path below `prefix`, also that in the name of an installation: charts of one name in two repositories
 * are two. A folder inside a container (of a script's end, which has `exec`) stays.
 */
function moved<T>(value: T, prefix: string): T;
function moved(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((each) => moved(each, prefix));
  if (!isObject(value)) return value;
  const inContainer = Object.hasOwn(value, 'exec');
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (typeof each === 'string' && key === 'scope') return [key, each.replace(/^(\w+:)/, `$1${prefix}/`)];
      if (typeof each !== 'string' || !pathKeys.has(key) || inContainer) return [key, moved(each, prefix)];
      return [key, each === '' ? prefix : `${prefix}/${each}`];
    }),
  );
}
