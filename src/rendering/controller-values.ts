// Values of a controller's chart that only the installing object leads to: files it names, pairs, and what other objects hold.
import { products, productsOfChart } from '../knowledge/lookup.js';
import type { Fact, FileFacts, HelmInstallFact, InstallValues } from '../model/facts.js';
import type { Location } from '../model/location.js';
import { bindValues } from '../parsers/helm/installs.js';
import { parseValuesOf } from '../parsers/helm/values.js';
import { onlyWithin, templatedValues } from '../parsers/kit/install-values.js';
import { relocate } from '../parsers/kit/relocate.js';
import { LineIndex } from '../parsers/kit/text.js';

interface Files {
  readonly paths: ReadonlySet<string>;
  readonly textOf: (path: string) => string | undefined;
}
type WrittenHere = Extract<InstallValues, { readonly from: 'here' }>;

export function controllerValues(
  installs: readonly HelmInstallFact[],
  facts: readonly Fact[],
  { paths, textOf }: Files,
): FileFacts[] {
  const read = facts.flatMap((fact) => (fact.kind === 'policy' && fact.policyKind === 'HelmValues' ? [fact.at] : []));
  const files = new Set(read.map(({ file }) => file));
  const known = new Set(products().flatMap((file) => file.claims?.charts ?? []));
  return installs.flatMap((install) => {
    const chart = install.isLocal ? '' : (install.chart.text.split('/').at(-1) ?? '');
    if (!known.has(chart) || productsOfChart(chart).length === 0) return [];
    const named = bindValues(install, paths).flatMap((path): FileFacts[] => {
      const text = files.has(path) ? undefined : textOf(path);
      if (text === undefined) return [];
      files.add(path);
      return [{ file: path, facts: parseValuesOf(chart, { path, text }), problems: [], suppressions: [] }];
    });
    const written = install.values
      .filter((each) => each.from === 'here')
      .filter(({ at }) => !read.some((place) => isWithin(place, at)))
      .map((each) => valuesWritten(chart, each, textOf(each.at.file)));
    return [...named, ...written];
  });
}
const isWithin = (place: Location, { file, line, endLine }: Location): boolean =>
  place.file === file && place.line >= line && place.line <= endLine;

/** Each value has its own place where the values stand as YAML; pairs have that of their object or command. */
function valuesWritten(chart: string, { json, at }: WrittenHere, source: string | undefined): FileFacts {
  const path = at.file;
  const none = { file: path, problems: [], suppressions: [] };
  const block = source === undefined ? undefined : blockAt(source, at);
  if (block !== undefined && templatedValues(path, block).some((each) => each.json === json))
    return { ...none, facts: parseValuesOf(chart, { path, text: block }) };
  return relocate({ ...none, facts: parseValuesOf(chart, { path, text: json }) }, () => at);
}
function blockAt(source: string, at: Location): string {
  const lines = new LineIndex(source);
  return onlyWithin(source, lines.offset(at.line, at.column), lines.offset(at.endLine, at.endColumn));
}
