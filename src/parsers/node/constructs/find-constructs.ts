// Programs of the AWS CDK: the load balancers, services and images that a file makes, as it writes them.
import type { ConfigEntry, InfrastructureFact, ResourceEntry } from '../../../model/infrastructure.js';
import { argumentsOf, type CallNode, methodCall, type Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import { runs } from './conditions.js';
import { ConstructValues } from './construct-values.js';
import { className, idOf, madeIn } from './made-constructs.js';
import { mayOverride, overrideOf } from './overrides.js';
import { type Turn, Turns } from './turns.js';
import { constructMethods, libraryName, methodsThatSet } from './vocabulary.js';

/** Tests make constructs that nobody deploys. */
const isTest = (path: string): boolean => /(?:^|[/.])(?:test|tests|__tests__|spec)[/.]/.test(path);

export function findConstructs(file: SourceFile): InfrastructureFact[] {
  const { source } = file;
  if (isTest(source.path) || !source.calls.some((call) => libraryName(source, call.callee) !== undefined)) return [];
  const turns = new Turns(file);
  const made = madeIn(file, turns);
  const values = new Map<Turn | undefined, ConstructValues>();
  const inTurn = (turn: Turn | undefined): ConstructValues => {
    const known = values.get(turn) ?? new ConstructValues(file, made, turn);
    values.set(turn, known);
    return known;
  };
  const turnsOf = (node: Node): readonly (Turn | undefined)[] =>
    turns.of(node).filter((turn) => runs(file, node, turn));
  const resources = [
    ...source.calls.flatMap((call) =>
      isSaid(file, call)
        ? turnsOf(call).flatMap((turn) => {
            const place: Place = { call, turn, address: made.address(call, turn), values: inTurn(turn) };
            return construct(file, place) ?? method(file, place);
          })
        : [],
    ),
    ...source.nodes.flatMap((node) =>
      mayOverride(node) ? turnsOf(node).flatMap((turn) => overrideOf(file, node, inTurn(turn)) ?? []) : [],
    ),
  ];
  if (resources.length === 0) return [];
  return [
    {
      kind: 'infrastructure',
      language: 'cdk',
      form: 'source',
      module: source.path,
      at: source.at(source.program),
      resources,
      definitions: [],
      calls: [],
    },
  ];
}

/** It makes a construct, or may say something of one. */
const isSaid = (file: SourceFile, call: CallNode): boolean =>
  className(file, call) !== undefined || Object.hasOwn(constructMethods, methodCall(call)?.method ?? '');

/** A call in one turn of what repeats it. */
interface Place {
  readonly call: CallNode;
  readonly turn: Turn | undefined;
  readonly address: string | undefined;
  readonly values: ConstructValues;
}

function construct(file: SourceFile, { call, turn, address, values }: Place): ResourceEntry[] | undefined {
  const { source } = file;
  const type = className(file, call);
  if (type === undefined || address === undefined) return undefined;
  const [, id, props] = argumentsOf(call);
  const at = source.at(call);
  const entries: readonly ConfigEntry[] =
    props === undefined ? [] : [{ key: 'props', keyAt: source.at(props), value: propsOf(type, props, values) }];
  return [
    {
      type,
      name: idOf(file, call, turn) ?? '',
      address,
      values: { is: 'map', entries, at },
      at,
      nameAt: source.at(id ?? call.callee),
    },
  ];

  function propsOf(kind: string, node: Node, reader: ConstructValues): ConfigEntry['value'] {
    const written = reader.value(node);
    if (kind !== 'DockerImageAsset' || written.is !== 'map') return written;
    const folder = file.reader.value(node, turn?.frame);
    const entry = folder.kind === 'object' ? folder.entries.get('directory') : undefined;
    return entry?.value.kind === 'node' ? reader.asset(entry.value.node, node, at) : written;
  }
}

function method(file: SourceFile, { call, turn, address, values }: Place): ResourceEntry[] {
  const { source } = file;
  const called = methodCall(call);
  if (called === undefined || !Object.hasOwn(constructMethods, called.method)) return [];
  const on = values.reference(called.object);
  const given = argumentsOf(call);
  const at = source.at(call);
  const parts = (constructMethods[called.method] ?? []).flatMap((name, index): ConfigEntry[] => {
    const node = given[index];
    if (node === undefined) return [];
    if (name.startsWith('...'))
      return [
        {
          key: name.slice(3),
          keyAt: at,
          value: { is: 'list', items: given.slice(index).map((each) => values.value(each)), at },
        },
      ];
    const value = values.value(node);
    const isLast = index === (constructMethods[called.method]?.length ?? 0) - 1;
    const isSet = methodsThatSet.has(called.method) && isLast;
    return [
      { key: name, keyAt: source.at(node), value: isSet ? values.unlessSkipped(call, called.object, value) : value },
    ];
  });
  if (on === undefined && !isTelling(called.method, parts)) return [];
  const owner: readonly ConfigEntry[] =
    on === undefined
      ? []
      : [{ key: 'on', keyAt: at, value: { is: 'reference', steps: on, at: source.at(called.object) } }];
  return [
    {
      type: called.method,
      name: idOf(file, call, turn) ?? called.method,
      address: address ?? `${called.method} ${at.line}:${at.column}`,
      values: { is: 'map', entries: [...owner, ...parts], at },
      at,
      nameAt: at,
    },
  ];
}
/** Said of a construct of another file. Whatever else has methods of these names is no construct. */
function isTelling(method: string, parts: readonly ConfigEntry[]): boolean {
  const [first] = parts;
  if (method === 'addTargets') return parts.some(({ value }) => holds(value, 'targets'));
  if (method === 'configureHealthCheck') return first !== undefined && whenSet(first.value).is === 'map';
  if (method === 'addEnvironment') return first?.value.is === 'scalar' && first.value.expression.kind === 'literal';
  const key = method === 'setAttribute' && first?.value.is === 'scalar' ? first.value.expression : undefined;
  return key?.kind === 'literal' && /^[a-z_]+(?:\.[a-z_]+)+$/.test(String(key.value));
}
const whenSet = (value: ConfigEntry['value']): ConfigEntry['value'] => (value.is === 'choice' ? value.yes : value);
const holds = (value: ConfigEntry['value'], key: string): boolean =>
  value.is === 'map' && value.entries.some((each) => each.key === key);
