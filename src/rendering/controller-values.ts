// Values of a controller's chart that only the installing object leads to: files it names, pairs, and what other objects hold.
import { chartNamed, configmapKeys, helmValueKeys, products, productsOfChart } from '../knowledge/lookup.js';
import type { Fact, FileFacts, HelmInstallFact, InstallValues, PolicyFact, WrittenSetting } from '../model/facts.js';
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
    const chart = install.isLocal ? '' : chartNamed(install.chart.text);
    if (!known.has(chart) || productsOfChart(chart).length === 0) return [];
    const bound = bindValues(install, paths);
    const named = bound.files.flatMap((path): FileFacts[] => {
      const text = files.has(path) ? undefined : textOf(path);
      if (text === undefined) return [];
      files.add(path);
      return [{ file: path, facts: parseValuesOf(chart, { path, text }), problems: [], suppressions: [] }];
    });
    const written = install.values
      .filter((each) => each.from === 'here')
      .filter(({ at }) => !read.some((place) => isWithin(place, at)))
      .map((each) => valuesWritten(chart, each, textOf(each.at.file)));
    const here = facts.filter(
      (fact) =>
        fact.kind === 'policy' && install.values.some((each) => each.from === 'here' && isWithin(fact.at, each.at)),
    );
    const seen = [...named, ...written].flatMap((each) => each.facts);
    return [...named, ...written, ...hiddenValues(install, chart, bound.unseen, [...here, ...seen])];
  });
}

/** A document of values out of sight may set whatever the files do not. */
function hiddenValues(
  install: HelmInstallFact,
  chart: string,
  unseen: readonly string[],
  seen: readonly Fact[],
): FileFacts[] {
  const [first] = unseen;
  if (first === undefined) return [];
  const { by, at } = install;
  const text = `${by} may set it by ${first}, which no file shows`;
  const value = { kind: 'unknown', reason: 'not-in-scan', text, at } as const;
  const policies = productsOfChart(chart).map((product): PolicyFact => {
    const given = seen.flatMap((fact) => (fact.kind === 'policy' && fact.product === product ? fact.settings : []));
    const known = new Set(given.map(({ name }) => name));
    const keys = [
      ...[...configmapKeys(product)].flatMap(([key, entries]) => entries.map(({ setting }) => ({ setting, key }))),
      ...helmValueKeys(chart).flatMap((each) =>
        each.product === product ? [{ setting: each.setting, key: each.key.path }] : [],
      ),
    ];
    const byName = new Map(keys.flatMap((each) => (known.has(each.setting) ? [] : [[each.setting, each.key]])));
    return {
      ...{ kind: 'policy', policyKind: 'HelmValues', product, name: chart, at, nameAt: at, labels: {} },
      ...{ annotations: [], attach: [{ to: 'controller', at }] },
      settings: Array.from(byName, ([name, key]): WrittenSetting => ({ name, key, value, keyAt: at })),
    };
  });
  return [{ file: at.file, facts: policies, problems: [], suppressions: [] }];
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
