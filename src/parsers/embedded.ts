// Files that stand inside other files: each text goes to the parsers of the languages it may be of, and every place in it leads to the outer file.
import { literal } from '../model/expression.js';
import type { BindingsFact, EmbeddedFileFact, FileFacts, ManifestBlockFact } from '../model/facts.js';
import { relocate } from './kit/relocate.js';
import { entry as kubernetes } from './kubernetes/index.js';
import type { EmbeddedText, ManifestText, Parser, ParserEntry, WrittenText } from './parser.js';
import { embeddable, onMachines } from './registry.js';

/** What the texts say; the facts of one are held together, for nobody knows yet who runs it. */
export async function readEmbedded(
  file: string,
  texts: readonly EmbeddedText[],
  parserOf: (entry: ParserEntry) => Promise<Parser>,
): Promise<FileFacts> {
  const facts: EmbeddedFileFact[] = [];
  const problems: FileFacts['problems'][number][] = [];
  const suppressions: FileFacts['suppressions'][number][] = [];
  for (const text of texts) {
    const found = embeddable.flatMap((entry) => {
      const name = entry.embedded?.(text.name, text.text);
      return name === undefined ? [] : [{ entry, name }];
    });
    const move = found.length === 0 ? undefined : text.places();
    if (move === undefined) continue;
    const held: EmbeddedFileFact['facts'][number][] = [];
    const settings: BindingsFact[] = [];
    for (const { entry, name } of found) {
      const parsed = (await parserOf(entry)).parse({ path: `${file}/${name}`, text: text.text });
      const read = relocate(parsed, move);
      held.push(...read.facts.flatMap((fact) => (isConfiguration(fact) ? [fact] : [])));
      settings.push(...read.facts.flatMap((fact) => (fact.kind === 'bindings' ? [fact] : variablesOf(fact))));
      suppressions.push(...read.suppressions);
      if (isMeantFor(entry, text)) problems.push(...read.problems);
    }
    if (held.length + settings.length === 0) continue;
    facts.push({ ...text.holder, kind: 'embedded-file', facts: held, ...(settings.length > 0 && { settings }) });
  }
  return { file, facts, problems, suppressions };
}

/** Kubernetes objects that blocks of the file create. What is wrong with their text is for who applies them to say. */
export async function readManifests(
  file: string,
  texts: readonly ManifestText[],
  parserOf: (entry: ParserEntry) => Promise<Parser>,
): Promise<FileFacts> {
  const facts: ManifestBlockFact[] = [];
  for (const { name, text, move, at } of texts) {
    const parsed = relocate((await parserOf(kubernetes)).parse({ path: `${file}/${name}`, text }), move);
    if (parsed.facts.length > 0) facts.push({ kind: 'manifest-block', at, facts: parsed.facts });
  }
  return { file, facts, problems: [], suppressions: [] };
}

/** Files that a script writes on a machine count as if they lay in the repository. */
export async function readWritten(
  file: string,
  texts: readonly WrittenText[],
  parserOf: (entry: ParserEntry) => Promise<Parser>,
): Promise<FileFacts> {
  const parts: FileFacts[] = [];
  for (const { name, text, move } of texts) {
    const source = { path: `${file}${name}`, text };
    for (const entry of onMachines) {
      if (!entry.accepts(source.path) || !entry.gate(source)) continue;
      parts.push(relocate((await parserOf(entry)).parse(source), move));
    }
  }
  return {
    file,
    facts: parts.flatMap((part) => part.facts),
    problems: parts.flatMap((part) => part.problems),
    suppressions: parts.flatMap((part) => part.suppressions),
  };
}

/** `server {` is not nginx's alone: what is wrong with a text is said where a name says what it is. */
function isMeantFor(entry: ParserEntry, { name, holder }: EmbeddedText): boolean {
  return entry.accepts(name) && `${name} ${holder.name}`.toLowerCase().includes(entry.name);
}

/** `.env` as an entry: whoever mounts it has it beside its program. */
function variablesOf(fact: FileFacts['facts'][number]): readonly BindingsFact[] {
  if (fact.kind !== 'env-file') return [];
  const names = Object.entries(fact.values).map(([name, { text, at }]) => [name, [literal(text, at)]] as const);
  return [{ kind: 'bindings', space: 'env-file', owner: fact.at.file, names: Object.fromEntries(names) }];
}
function isConfiguration(fact: FileFacts['facts'][number]): fact is EmbeddedFileFact['facts'][number] {
  return (
    fact.kind === 'directive-file' || fact.kind === 'proxy' || fact.kind === 'policy' || fact.kind === 'setting-mistake'
  );
}
