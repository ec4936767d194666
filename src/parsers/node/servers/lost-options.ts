// Options of a factory that the framework hands to Node's server and then sets itself: what is written there does not last.
import { folklore } from '../../../knowledge/lookup.js';
import { once } from '../../../knowledge/memo.js';
import type { FolkloreRow } from '../../../knowledge/schema-objects.js';
import type { ServerFact, SettingMistake } from '../../../model/facts.js';
import type { SourceFile } from '../file.js';
import { frameworks } from '../frameworks.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import { argumentAt } from './options.js';

interface Maker {
  readonly product: string;
  /** Where among its arguments such options stand: `0.http`. */
  readonly paths: readonly string[];
  readonly rows: ReadonlyMap<string, FolkloreRow>;
}
/** By what is called: `fastify`, and the adapter that hands its options on. */
const makers = once((): ReadonlyMap<string, Maker> => {
  const adapters = new Map([['fastify', '@nestjs/platform-fastify.FastifyAdapter']]);
  return new Map(
    frameworks.flatMap(({ product, makers: own, options = [] }) => {
      const rows = new Map(
        folklore().flatMap((row) => (row.in === 'source' && row.product === product ? [[row.name, row]] : [])),
      );
      const paths = options.filter((path) => path.includes('.'));
      return rows.size === 0
        ? []
        : [...own, adapters.get(product) ?? []].flat().map((each) => [each, { product, paths, rows }] as const);
    }),
  );
});

/** Who writes both means the one that counts. */
const isGiven = (options: Value | undefined, key: string): boolean =>
  options?.kind === 'object' && options.entries.has(key);

export function lostOptions(file: SourceFile, servers: readonly ServerFact[]): SettingMistake[] {
  const products = new Set(servers.flatMap((each) => [each.product, ...each.with.map(({ product }) => product)]));
  const wanted = [...makers()].filter(
    ([, maker]) => products.has(maker.product) || products.has(`nestjs-${maker.product}`),
  );
  if (wanted.length === 0) return [];
  const byName = new Map(wanted);
  return file.source.calls.flatMap((call) => {
    const reference = referenceOf(file.source, call.callee);
    const maker = reference === undefined ? undefined : byName.get(dotted(reference));
    if (maker === undefined) return [];
    const whole = argumentAt(file, call, '0');
    return maker.paths.flatMap((path): SettingMistake[] => {
      const given = argumentAt(file, call, path);
      if (given?.kind !== 'object') return [];
      const prefix = path.slice(path.indexOf('.') + 1);
      return [...given.entries].flatMap(([key, { key: keyNode }]): SettingMistake[] => {
        const row = maker.rows.get(`${prefix}.${key}`);
        if (row === undefined || isGiven(whole, key)) return [];
        const { because, instead } = row;
        const { product } = maker;
        return [
          {
            kind: 'setting-mistake',
            mistake: 'ignored',
            product,
            key: row.name,
            at: file.source.at(keyNode),
            because,
            help: instead,
          },
        ];
      });
    });
  });
}
