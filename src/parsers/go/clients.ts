// Finds pooling clients in a Go file: http.Transport, and reverse proxies that forward with one.
import type { Expression } from '../../model/expression.js';
import type { ClientFact, WrittenSetting } from '../../model/facts.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { skipParentheses } from './file.js';
import { type Flow, keyedElements } from './flow.js';
import { literalsOf, poolingSetting, settingsFrom } from './settings.js';
import { transportFields } from './shapes.js';
import { assignedField, assignmentsTo } from './sites.js';
import type { Values } from './values.js';

const proxyType = 'net/http/httputil.ReverseProxy';
const transportType = 'net/http.Transport';

export function findClients(values: Values, flow: Flow): readonly ClientFact[] {
  const { scope } = values;
  const { file } = scope;
  const literals = scope.nodes('composite_literal');
  const proxies = [
    ...literals.filter((each) => file.typeText(each.children[0]) === proxyType),
    ...scope
      .nodes('call_expression')
      .filter((each) => file.calledFunction(each) === 'net/http/httputil.NewSingleHostReverseProxy'),
  ].map((node) => ({ node, transport: transportOf(values, flow, node), target: targetOf(values, node) }));
  const used = new Set(proxies.flatMap((each) => each.transport ?? []));
  const facts = proxies.map(
    ({ node, transport, target }): ClientFact => ({
      kind: 'client',
      language: 'go',
      product: 'go-reverse-proxy',
      at: file.at(node),
      reverseProxy: true,
      settings: transport === undefined ? [] : transportSettings(values, flow, transport),
      ...(target === undefined ? {} : { target }),
    }),
  );
  const transports = [
    ...literals.filter((each) => file.typeText(each.children[0]) === transportType),
    ...clonedTransports(values),
  ]
    .filter((node) => !used.has(node))
    .map(
      (node): ClientFact => ({
        kind: 'client',
        language: 'go',
        product: 'go-http-transport',
        at: file.at(node),
        reverseProxy: false,
        settings: transportSettings(values, flow, node),
      }),
    );
  return [...facts, ...transports];
}

/** `http.DefaultTransport.(*http.Transport).Clone()`. */
function clonedTransports(values: Values): readonly SyntaxNode[] {
  const { file } = values.scope;
  return values.scope.nodes('call_expression').filter((call) => {
    const callee = file.callee(call);
    return (
      callee.kind === 'method' && callee.name === 'Clone' && file.text(callee.receiver).includes('DefaultTransport')
    );
  });
}
function transportOf(values: Values, flow: Flow, proxy: SyntaxNode): SyntaxNode | undefined {
  const { scope } = values;
  const place = flow.placeOf(proxy);
  const places = place === undefined ? new Set<string>() : flow.reachedFrom([place]);
  const given = keyedElements(scope, proxy).find((each) => each.name === 'Transport')?.value;
  const node = given ?? assignedField(scope, flow, places, 'Transport');
  if (node === undefined) return undefined;
  const [found] = literalsOf(values, node);
  if (found !== undefined) return scope.file.typeText(found.children[0]) === transportType ? found : undefined;
  const clones = clonedTransports(values);
  const inner = skipParentheses(node);
  const value = inner?.type === 'identifier' ? scope.declarationOf(inner)?.writes[0]?.value : inner;
  return clones.find((each) => each === skipParentheses(value));
}
function transportSettings(values: Values, flow: Flow, node: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const place = flow.placeOf(node);
  const places = place === undefined ? new Set<string>() : flow.reachedFrom([place]);
  const sources = [
    ...(node.type === 'composite_literal' ? keyedElements(scope, node) : []),
    ...assignmentsTo(scope, flow, places),
  ].map((each) => ({ ...each, conditional: false }));
  const disabled = sources.findLast((each) => each.name === 'DisableKeepAlives');
  const dial = sources.findLast((each) => each.name === 'DialContext' || each.name === 'Dial');
  return [
    ...settingsFrom(values, sources, transportFields),
    ...(disabled === undefined
      ? []
      : [
          {
            name: 'outbound.pooling' as const,
            key: 'DisableKeepAlives',
            value: poolingSetting(values, disabled.value),
            keyAt: scope.file.at(disabled.key),
          },
        ]),
    ...(dial === undefined ? [] : dialTimeout(values, dial.value)),
  ];
}
/** `(&net.Dialer{Timeout: 5 * time.Second}).DialContext`. */
function dialTimeout(values: Values, node: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const operand = skipParentheses(node)?.children[0];
  const dialer = operand === undefined ? undefined : literalsOf(values, operand)[0];
  if (dialer === undefined || scope.file.typeText(dialer.children[0]) !== 'net.Dialer') return [];
  const sources = keyedElements(scope, dialer).map((each) => ({ ...each, conditional: false }));
  return settingsFrom(values, sources, { Timeout: 'outbound.connectTimeout' });
}
/** The URL a proxy was made for, where `url.Parse` shows it. */
function targetOf(values: Values, node: SyntaxNode): Expression | undefined {
  const { scope } = values;
  if (node.type !== 'call_expression') return undefined;
  const argument = skipParentheses(scope.file.callArguments(node)[0]);
  const declared = argument?.type === 'identifier' ? scope.declarationOf(argument)?.writes[0]?.value : argument;
  const parse = skipParentheses(declared);
  if (parse?.type !== 'call_expression' || scope.file.calledFunction(parse) !== 'net/url.Parse') return undefined;
  const [address] = scope.file.callArguments(parse);
  return address === undefined ? undefined : values.read(address);
}
