// The protocol that the port of a Service is said to speak, where a product takes the HTTP version from there.
import { factRows } from '../../knowledge/lookup.js';
import { perName } from '../../knowledge/memo.js';
import { type Expression, literal } from '../../model/expression.js';
import type { PortRef, ServiceFact, WrittenSetting } from '../../model/facts.js';

interface Names {
  readonly names: readonly string[];
  readonly protocols: readonly string[];
}
const namesFor = perName((product): Names => {
  const list = (key: string): readonly string[] =>
    factRows(product, key).flatMap(({ value }) => (Array.isArray(value) ? value : []));
  return { names: list('http2-port-names'), protocols: list('http2-app-protocols') };
});

/** `ports`: those that requests are sent to, all of them where none is named. */
export function portProtocols(
  product: string,
  services: readonly ServiceFact[],
  ports: readonly (PortRef | undefined)[] = [],
): readonly WrittenSetting[] {
  const { names, protocols } = namesFor(product);
  if (names.length + protocols.length === 0) return [];
  const meant = services.flatMap((service) =>
    service.ports.filter(
      (own) => ports.length === 0 || ports.some((each) => each === undefined || isPort(own, each.port)),
    ),
  );
  const over2 = meant.filter(({ name = '', appProtocol }) =>
    appProtocol === undefined
      ? names.some((each) => name === each || name.startsWith(`${each}-`))
      : protocols.includes(appProtocol),
  );
  const [port] = over2;
  if (port === undefined) return [];
  const value: Expression =
    over2.length === meant.length
      ? literal('2', port.at)
      : {
          kind: 'unknown',
          reason: 'ambiguous',
          text: 'the ports of its Service speak different protocols',
          at: port.at,
        };
  const key = port.appProtocol === undefined ? 'name' : 'appProtocol';
  return [{ name: 'outbound.httpVersion', key, value, keyAt: port.at }];
}
const isPort = ({ name, port }: ServiceFact['ports'][number], wanted: PortRef['port']): boolean =>
  wanted === port || wanted === name || wanted === String(port);
