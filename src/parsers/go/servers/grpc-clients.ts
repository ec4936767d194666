// Finds gRPC clients of a Go file that are told to ping: whom they call, and how often they ping.
import { literal } from '../../../model/expression.js';
import type { ClientFact, WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { type FieldSource, literalsOf, settingsFrom } from './field-sources.js';
import { optionCalls } from './settings.js';
import { sourceKeys } from './source-keys.js';

const product = 'go-grpc-client';
/** Constructors, and which of their arguments is the address. */
const constructors: ReadonlyMap<string, number> = new Map([
  ['google.golang.org/grpc.NewClient', 0],
  ['google.golang.org/grpc.Dial', 0],
  ['google.golang.org/grpc.DialContext', 1],
]);

export function findGrpcClients(values: Values): readonly ClientFact[] {
  const { scope } = values;
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((call): readonly ClientFact[] => {
    const index = constructors.get(file.calledFunction(call) ?? '');
    if (index === undefined) return [];
    const settings = optionCalls(values, call)
      .filter(({ name }) => name === 'WithKeepaliveParams')
      .flatMap((option) => pingsOf(values, option.call));
    const address = file.callArguments(call)[index];
    if (settings.length === 0 || address === undefined) return [];
    return [
      {
        kind: 'client',
        language: 'go',
        product,
        at: file.at(call),
        reverseProxy: false,
        settings,
        target: values.read(address),
      },
    ];
  });
}

/** `grpc.WithKeepaliveParams(keepalive.ClientParameters{…})`, which pings as often as it may where no time is set. */
function pingsOf(values: Values, option: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const { file } = scope;
  const [argument] = file.callArguments(option);
  const [parameters] = argument === undefined ? [] : literalsOf(values, argument);
  const key = sourceKeys(product).find(({ name }) => name === 'stream.pingInterval');
  if (argument === undefined || key === undefined) return [];
  if (parameters === undefined)
    return [{ name: key.name, key: key.key, value: values.unknown(argument).expression, keyAt: file.at(argument) }];
  const sources = keyedElements(scope, parameters).map((each): FieldSource => ({ ...each, conditional: false }));
  const written = settingsFrom(values, sources, [key]);
  if (written.length > 0) return written;
  const keyAt = file.at(parameters);
  return [{ name: key.name, key: key.key, value: literal(0, keyAt, `${key.key} is not set`), keyAt }];
}
