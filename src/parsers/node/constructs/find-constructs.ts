// Programs of the AWS CDK: the load balancers, services and images that a file makes, as it writes them.
import type { ConfigEntry, InfrastructureFact, ResourceEntry } from '../../../model/infrastructure.js';
import { argumentsOf, type CallNode, is, isClass, methodCall, type Node, stringOf } from '../ast.js';
import type { SourceFile } from '../file.js';
import { ConstructValues } from './construct-values.js';
import { overrideOf } from './overrides.js';
import { constructMethods, constructType, libraryName, methodsThatMake, methodsThatSet } from './vocabulary.js';

/** Tests make constructs that nobody deploys. */
const isTest = (path: string): boolean => /(?:^|[/.])(?:test|tests|__tests__|spec)[/.]/.test(path);

export function findConstructs(file: SourceFile): InfrastructureFact[] {
  const { source } = file;
  if (isTest(source.path) || !source.calls.some((call) => libraryName(source, call.callee) !== undefined)) return [];
  const made = new Map<Node, string>();
  const taken = new Map<string, number>();
  for (const call of source.calls) {
    if (!makes(file, call)) continue;
    const name = [ownerOf(file, call), idOf(call) ?? ''].filter((each) => each !== '').join('/');
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    made.set(call, count === 1 ? name : `${name}#${count}`);
  }
  const values = new ConstructValues(file, made);
  const resources = [
    ...source.calls.flatMap((call) => construct(file, call, made, values) ?? method(file, call, made, values)),
    ...source.nodes.flatMap((node) => overrideOf(file, node, values) ?? []),
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

const className = (file: SourceFile, call: CallNode): string | undefined =>
  is(call, 'NewExpression') ? constructType(file.source, call.callee) : undefined;
const isOfLibrary = (file: SourceFile, call: CallNode): boolean => className(file, call) !== undefined;
const makes = (file: SourceFile, call: CallNode): boolean =>
  isOfLibrary(file, call) || methodsThatMake.has(methodCall(call)?.method ?? '');

/** `new Thing(this, 'id', …)`, `thing.addContainer('id', …)` */
function idOf(call: CallNode): string | undefined {
  const [first, second] = argumentsOf(call);
  return stringOf(is(call, 'NewExpression') ? second : first);
}
/** The class whose constructor makes it. */
function ownerOf({ source }: SourceFile, call: CallNode): string {
  for (let at: Node | undefined = call; at !== undefined; at = source.parent(at))
    if (isClass(at)) return at.id?.name ?? '';
  return '';
}

function construct(
  file: SourceFile,
  call: CallNode,
  made: ReadonlyMap<Node, string>,
  values: ConstructValues,
): ResourceEntry[] | undefined {
  const { source } = file;
  const type = className(file, call);
  const address = made.get(call);
  if (type === undefined || address === undefined) return undefined;
  const [, id, props] = argumentsOf(call);
  const at = source.at(call);
  const entries: readonly ConfigEntry[] =
    props === undefined ? [] : [{ key: 'props', keyAt: source.at(props), value: propsOf(type, props, values) }];
  return [
    {
      type,
      name: idOf(call) ?? '',
      address,
      values: { is: 'map', entries, at },
      at,
      nameAt: source.at(id ?? call.callee),
    },
  ];

  function propsOf(kind: string, node: Node, reader: ConstructValues): ConfigEntry['value'] {
    const written = reader.value(node);
    if (kind !== 'DockerImageAsset' || written.is !== 'map') return written;
    const folder = file.reader.value(node);
    const entry = folder.kind === 'object' ? folder.entries.get('directory') : undefined;
    return entry?.value.kind === 'node' ? reader.asset(entry.value.node, node, at) : written;
  }
}

function method(
  file: SourceFile,
  call: CallNode,
  made: ReadonlyMap<Node, string>,
  values: ConstructValues,
): ResourceEntry[] {
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
      name: idOf(call) ?? called.method,
      address: made.get(call) ?? `${called.method} ${at.line}:${at.column}`,
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
