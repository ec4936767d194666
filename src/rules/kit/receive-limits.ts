// The two limits a Node server has for receiving a request: for its headers, and for the whole of it. The headers come first.
import { placeOf, type Setting } from '../../model/setting.js';
import type { Model, Server, SettingTable } from '../../model/topology.js';
import { any, atLeast, not, satisfies, type Verdict } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import { lengthOf } from './lengths.js';
import { show, showValue } from './wording.js';

const names = ['inbound.headerTimeout', 'inbound.requestTimeout'] as const;

export interface ReceiveLimits {
  readonly kind: 'receive-limits';
  readonly server: Server;
  /** `created`: as options, which the runtime refuses out of order. `assigned`: as properties, which it reads as it likes. */
  readonly when: 'created' | 'assigned';
  readonly table: SettingTable;
}

export function* receiveLimits({ servers }: Model): Iterable<ReceiveLimits> {
  for (const server of servers) {
    const { createdWith, settings, habits, fact } = server;
    if (habits.rows('headers-above-request-refusal').length === 0) continue;
    if (createdWith?.isWritten('inbound.headerTimeout') === true)
      yield { kind: 'receive-limits', server, when: 'created', table: createdWith };
    const options = habits.list('creation-options');
    const isAssigned = fact.settings.some(
      ({ name, key }) =>
        names.some((each) => each === name) && options.state === 'known' && !options.value.includes(key),
    );
    // Who only raises headersTimeout loses nothing by the swap.
    if (isAssigned && settings.isWritten('inbound.requestTimeout'))
      yield { kind: 'receive-limits', server, when: 'assigned', table: settings };
  }
}

const limitsOf = ({ table }: ReceiveLimits): readonly [Setting, Setting] => [
  table.get('inbound.headerTimeout'),
  table.get('inbound.requestTimeout'),
];

/** Equal is fine, and so is no limit at all. */
export function headersComeFirst(limits: ReceiveLimits): Verdict {
  const [headers, request] = limitsOf(limits);
  const { server, when } = limits;
  const matters = server.habits.truth(
    when === 'created' ? 'headers-above-request-refusal' : 'headers-above-request-swap',
  );
  return any(
    satisfies(headers, ({ kind }) => kind !== 'finite'),
    atLeast(request, headers),
    not(satisfies(matters, (does) => does)),
  );
}

export function tellReceiveLimits(limits: ReceiveLimits): Tale {
  const { server, when, table } = limits;
  const [headers, request] = limitsOf(limits);
  const [key, other] = [table.keyOf('inbound.headerTimeout'), table.keyOf('inbound.requestTimeout')];
  const values = `${key} is ${show(headers)}, longer than ${other}, which is ${show(request)}`;
  const length = lengthOf(request);
  const common = {
    related: [{ message: `${other} comes from here`, location: placeOf(request) }],
    key: [server.fact.at.file, server.fact.product, when],
  };
  if (when === 'created')
    return {
      ...common,
      message: `${values}, and as options of createServer the two in this order throw ERR_OUT_OF_RANGE, so the program ends before it serves anything.`,
      help: `Set ${key} to ${showValue(request)} or less, or the option ${other} to ${showValue(headers)} or more.`,
      at: headers,
      ...(length === undefined
        ? {}
        : { remedies: [{ changes: [{ do: 'rewrite-length', what: key, setting: headers, length }], review: true }] }),
    };
  return {
    ...common,
    message: `${values}, so Node takes the smaller of the two for the headers and the larger for the whole request: it may take ${showValue(headers)} to arrive.`,
    help: `Set ${key} to ${showValue(request)} or less if no request may take longer than that to arrive.`,
    at: request,
    related: [{ message: `${key} comes from here`, location: placeOf(headers) }],
    severity: 'note',
    ...(length === undefined
      ? {}
      : {
          remedies: [
            {
              changes: [{ do: 'set-time', name: 'inbound.headerTimeout', settings: table, length, server }],
              review: true,
            },
          ],
        }),
  };
}
