// HTTP/2 without TLS: its connections have an idle clock of their own, set on the http2.Server handed to h2c.NewHandler.
import type { WrittenSetting } from '../../model/facts.js';
import { keyedElements } from './flow.js';
import { literalsOf } from './settings.js';
import type { Values } from './values.js';

const idle = 'inbound.idleTimeout';
const handler = 'golang.org/x/net/http2/h2c.NewHandler';

/** A connection lives as long as the shorter of the two clocks: which one counts is the client's choice of protocol. */
export function withH2cIdle(values: Values, settings: readonly WrittenSetting[]): readonly WrittenSetting[] {
  const { file } = values.scope;
  const own = values.scope
    .nodes('call_expression')
    .filter((call) => file.calledFunction(call) === handler)
    .flatMap((call) => file.callArguments(call).slice(1, 2))
    .flatMap((argument) => literalsOf(values, argument))
    .flatMap((literal) => keyedElements(values.scope, literal))
    .find((field) => field.name === 'IdleTimeout');
  const reading = own === undefined ? undefined : values.reading(own.value);
  if (own === undefined || reading === undefined) return settings;
  const at = file.at(own.value);
  const other =
    settings.find((each) => each.name === idle) ?? settings.find((each) => each.name === 'inbound.requestTimeout');
  const value =
    other === undefined
      ? reading.expression
      : { kind: 'arithmetic' as const, operator: 'min' as const, operands: [other.value, reading.expression], at };
  return [
    ...settings.filter((each) => each.name !== idle),
    { name: idle, key: 'http2.Server.IdleTimeout', value, keyAt: file.at(own.key) },
  ];
}
