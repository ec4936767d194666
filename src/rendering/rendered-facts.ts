// What a rendering says, in the files that people edit. The same output of the same sources is read once, also across runs.
import { createHash } from 'node:crypto';
import type { Rendering, ValuesSource } from '../discover/rendering.js';
import type { ChartFact, FileFacts, KustomizationFact } from '../model/facts.js';
import { pointAt } from '../model/location.js';
import type { AnswerMemory } from '../parsers/facts-memory.js';
import { chartSource, valuesWithin } from '../parsers/helm/chart-sources.js';
import { buildSources } from '../parsers/helm/kustomize-sources.js';
import { mapKustomized } from '../parsers/helm/map-kustomized.js';
import { mapRendered } from '../parsers/helm/map-rendered.js';
import type { ValuesFile } from '../parsers/helm/values-files.js';
import { compose } from '../parsers/kit/composed.js';
import { holdsValues } from '../parsers/kit/install-values.js';
import { LineIndex } from '../parsers/kit/text.js';
import { buildKustomization } from '../parsers/kustomize/build.js';
import { parseFiles } from '../parsers/parse-files.js';

export interface RenderingSources {
  readonly charts: readonly ChartFact[];
  readonly kustomizations: readonly KustomizationFact[];
  textOf(path: string): string | undefined;
}
export interface RenderingReader {
  read(rendering: Rendering): Promise<readonly FileFacts[]>;
}

interface Answer {
  /** The texts that were looked at, each with its hash; an empty one where there was no text. */
  readonly looked: readonly (readonly [path: string, hash: string])[];
  readonly facts: readonly FileFacts[];
}

export function renderingReader(sources: RenderingSources, answers: AnswerMemory | undefined): RenderingReader {
  if (answers === undefined) return { read: (rendering) => readRendering(rendering, sources) };
  const around = hashOf(JSON.stringify([sources.charts, sources.kustomizations]));
  const hashes = new Map<string, string>();
  const hashAt = (path: string): string => {
    const text = sources.textOf(path);
    const hash = hashes.get(path) ?? (text === undefined ? '' : hashOf(text));
    hashes.set(path, hash);
    return hash;
  };
  return {
    async read(rendering) {
      const key = `rendering ${hashOf(JSON.stringify([rendering, around]))}`;
      const before = answers.recall(key);
      if (isAnswer(before) && before.looked.every(([path, hash]) => hashAt(path) === hash)) return before.facts;
      const looked = new Set<string>();
      const textOf = (path: string): string | undefined => {
        looked.add(path);
        return sources.textOf(path);
      };
      const facts = await readRendering(rendering, { ...sources, textOf });
      const answer: Answer = { looked: Array.from(looked, (path) => [path, hashAt(path)]), facts };
      answers.remember(key, answer);
      return facts;
    },
  };
}
function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'looked' in value && 'facts' in value;
}
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function readRendering(whole: Rendering, sources: RenderingSources): Promise<readonly FileFacts[]> {
  const rendering = { ...whole, output: withoutDefinitions(whole.output) };
  const path = `${rendering.directory}/rendered.yaml`;
  const bytes = new TextEncoder().encode(rendering.output);
  const { facts } = await parseFiles([{ path, read: () => ({ ok: true, bytes }) }]);
  return facts.map((each) => scoped(place(each, rendering, sources), rendering.scope));
}
/** Definitions of kinds say nothing about requests, and those of one operator may be larger than all that is read of a file. */
function withoutDefinitions(output: string): string {
  if (!output.includes('CustomResourceDefinition')) return output;
  return output
    .split(/^(?=---)/m)
    .filter((document) => !/^kind:[ \t]*["']?CustomResourceDefinition\b/m.test(document))
    .join('');
}

function place(
  facts: FileFacts,
  rendering: Rendering,
  { charts, kustomizations, textOf }: RenderingSources,
): FileFacts {
  if (rendering.tool === 'helm') {
    const owners = charts.filter((each) => each.directory === rendering.directory);
    const values = rendering.values.flatMap((each) => valuesFile(each, textOf) ?? []);
    return mapRendered(facts, {
      text: rendering.output,
      lookup: (source) => chartSource(source, owners, { charts, textOf }, values),
      fallback: owners[0]?.at ?? pointAt(rendering.directory, 1),
    });
  }
  const own = kustomizations.find((each) => each.directory === rendering.directory);
  const sources = buildSources(rendering.directory, kustomizations).flatMap((path) => {
    const text = textOf(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const fallback = own?.at ?? pointAt(rendering.directory, 1);
  return mapKustomized(facts, {
    text: rendering.output,
    sources,
    own: compose(buildKustomization(rendering.directory, { textOf }).pieces, textOf, fallback),
    fallback,
  });
}
function valuesFile({ path, at, json }: ValuesSource, textOf: RenderingSources['textOf']): ValuesFile | undefined {
  const text = textOf(path);
  if (text === undefined || at === undefined) return text === undefined ? undefined : { path, text };
  const lines = new LineIndex(text);
  const from = lines.offset(at.line, at.column);
  const to = lines.offset(at.endLine, at.endColumn);
  if (json !== undefined && !holdsValues(text, from, to, json)) return { path, text: json, at };
  return { path, text: valuesWithin(text, from, to) };
}
function scoped(facts: FileFacts, scope: string): FileFacts {
  return { ...facts, facts: facts.facts.map((fact) => ({ ...fact, scope })) };
}
