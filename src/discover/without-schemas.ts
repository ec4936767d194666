// Definitions of kinds without their schemas. Those of an operator are megabytes: kustomize takes seconds to build them, and of what it
// makes of them nothing is read.
import { readFileSync, statSync } from 'node:fs';

/** Smaller files are no work. */
const smallest = 32 * 1024;
/** Larger ones no copy takes. */
const largest = 64 * 1024 * 1024;
/** Of fewer characters a copy costs more than it saves. */
const worthACopy = 256 * 1024;
const kind = 'CustomResourceDefinition';

/** Files as copies need them. Many builds stand on the same definitions, which are looked at once. */
export class LeanFiles {
  /** By absolute path. */
  readonly #known = new Map<string, Lean>();

  /** Whether schemas make up much of what is built of these files. */
  haveLargeSchemas(files: readonly string[]): boolean {
    return files.reduce((sum, file) => sum + this.#look(file).saved, 0) >= worthACopy;
  }
  contentOf(file: string): Buffer {
    return this.#look(file).content ?? readFileSync(file);
  }

  #look(file: string): Lean {
    const lean = this.#known.get(file) ?? leanOf(file);
    this.#known.set(file, lean);
    return lean;
  }
}
interface Lean {
  /** Undefined where it stays as it is. */
  readonly content?: Buffer;
  /** Characters. */
  readonly saved: number;
}
function leanOf(file: string): Lean {
  const text = /\.ya?ml$/.test(file) ? largeText(file) : undefined;
  if (text?.includes(kind) !== true) return { saved: 0 };
  const lean = withoutSchemas(text);
  return { content: Buffer.from(lean), saved: text.length - lean.length };
}
/** Undefined also for what cannot be read: the tool will say so. */
function largeText(file: string): string | undefined {
  try {
    const { size } = statSync(file);
    return size < smallest || size > largest ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Each definition with an empty `schema` (`validation` in v1beta1); everything else stays. */
function withoutSchemas(text: string): string {
  return text
    .split(/^(?=---)/m)
    .map((document) => (/^kind:[ \t]*["']?CustomResourceDefinition\b/m.test(document) ? emptied(document) : document))
    .join('');
}
function emptied(document: string): string {
  const lines: string[] = [];
  /** How far the key of a schema is indented: what is indented further belongs to it. */
  let schema: number | undefined;
  for (const line of document.split('\n')) {
    const indent = line.search(/\S/);
    if (schema !== undefined && (indent === -1 || indent > schema)) continue;
    const [key, lead = ''] = /^( *(?:- )?)(?:schema|validation):[ \t\r]*$/.exec(line) ?? [];
    schema = key === undefined ? undefined : lead.length;
    lines.push(key === undefined ? line : `${key.trimEnd()} {}`);
  }
  return lines.join('\n');
}
