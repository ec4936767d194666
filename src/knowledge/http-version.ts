// Which HTTP version a product speaks to a server, by the scheme of its address or by what its Service port says of itself.
import { type Expression, literal } from '../model/expression.js';
import type { WrittenSetting } from '../model/facts.js';
import type { Location } from '../model/location.js';
import { factRows } from './lookup.js';
import { perName } from './memo.js';

/** `negotiated`: agreed on while TLS is set up. `undocumented`: no source says what the product makes of the word. */
export type SpokenVersion = '1.1' | '2' | 'negotiated' | 'undocumented';

interface VersionWords {
  readonly routes: readonly string[];
  readonly schemes: ReadonlyMap<string, SpokenVersion>;
  readonly portNames: ReadonlyMap<string, SpokenVersion>;
  readonly ports: ReadonlyMap<string, SpokenVersion>;
  readonly appProtocols: ReadonlyMap<string, SpokenVersion>;
  /** Kinds of route for which the appProtocol of a port says nothing. */
  readonly withoutAppProtocol: readonly string[];
  /** Of a Service, with a protocol for each port. */
  readonly portAnnotation: string | undefined;
  /** Of a Service, with the ports that speak HTTP/2 where no appProtocol says what they speak. */
  readonly portsAnnotations: readonly string[];
  /** Of a route, with the names of Services. */
  readonly servicesAnnotation: string | undefined;
}
export const versionWords = perName((product): VersionWords => {
  const list = (key: string): readonly string[] =>
    factRows(product, key).flatMap(({ value }) => (Array.isArray(value) ? value : []));
  const text = (key: string): string | undefined =>
    factRows(product, key)
      .map(({ value }) => value)
      .find((value) => typeof value === 'string');
  const words = (of: string): ReadonlyMap<string, SpokenVersion> =>
    new Map([
      ...list(`http2-${of}`).map((word): [string, SpokenVersion] => [word, '2']),
      ...list(`negotiated-${of}`).map((word): [string, SpokenVersion] => [word, 'negotiated']),
      ...list(`undocumented-${of}`).map((word): [string, SpokenVersion] => [word, 'undocumented']),
    ]);
  return {
    routes: list('http2-routes'),
    schemes: words('schemes'),
    portNames: words('port-names'),
    ports: words('ports'),
    appProtocols: words('app-protocols'),
    withoutAppProtocol: list('app-protocol-ignored-by'),
    portAnnotation: text('http2-port-annotation'),
    portsAnnotations: list('http2-ports-annotations'),
    servicesAnnotation: text('http2-services-annotation'),
  };
});

/** What the schemes of the addresses that it sends to say; nothing where they say what holds anyway. */
export function schemeVersion(
  product: string,
  key: string,
  addresses: readonly { readonly text: string; readonly at: Location }[],
): readonly WrittenSetting[] {
  const { schemes } = versionWords(product);
  if (schemes.size === 0) return [];
  const spoken = addresses.map(({ text }) =>
    schemes.get(/^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? ''),
  );
  const index = spoken.findIndex((each) => each !== undefined);
  const first = spoken[index];
  const at = addresses[index]?.at;
  if (first === undefined || at === undefined) return [];
  const value: Expression = spoken.every((each) => each === first)
    ? literal(first, at)
    : { kind: 'unknown', reason: 'ambiguous', text: 'its servers have different schemes', at };
  return [{ name: 'outbound.httpVersion', key, value, keyAt: at }];
}
