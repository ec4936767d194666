// Finds pooling clients in a Go file: http.Transport, and reverse proxies that forward with one.
import { type Expression, literal } from '../../../model/expression.js';
import type { ClientFact, GivenTransportFact, WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { standardLibrary } from '../shapes.js';
import { enclosingFunction, type Flow, keyedElements } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { type FieldSource, literalsOf, settingsFrom } from './field-sources.js';
import { isMadePerRequest } from './per-request.js';
import { isPutAside } from './put-aside.js';
import { assignedField, assignmentsTo } from './site.js';
import { sourceKeys } from './source-keys.js';

const proxyType = 'net/http/httputil.ReverseProxy';
const newProxy = 'net/http/httputil.NewSingleHostReverseProxy';
const transportType = 'net/http.Transport';
/** Watch what passes through a transport, their first argument; without one it is the default transport. */
const watchers: ReadonlySet<string> = new Set([
  'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp.NewTransport',
  'github.com/newrelic/go-agent/newrelic.NewRoundTripper',
  'go.elastic.co/apm/module/apmhttp.WrapRoundTripper',
]);

export function findClients(values: Values, flow: Flow): readonly ClientFact[] {
  const { scope } = values;
  const { file } = scope;
  const literals = scope.nodes('composite_literal');
  const proxies = [
    ...literals.filter((each) => file.typeText(each.children[0]) === proxyType),
    ...scope.nodes('call_expression').filter((each) => file.calledFunction(each) === newProxy),
  ]
    .filter((node) => !isPutAside(scope, flow, node))
    .map((node) => ({ node, transport: transportOf(values, flow, node), target: targetOf(values, node) }));
  const used = new Set(proxies.map((each) => each.transport?.found));
  const clones = clonedTransports(values);
  const own = literals.filter((each) => file.typeText(each.children[0]) === transportType);
  return [
    ...proxies.map(
      ({ node, transport, target }): ClientFact => ({
        kind: 'client',
        language: 'go',
        product: 'go-reverse-proxy',
        at: file.at(node),
        reverseProxy: true,
        settings: transport === undefined ? [] : proxySettings(values, flow, transport),
        ...(target === undefined ? {} : { target }),
        ...schemeOf(values, node),
        ...(transport === undefined ? handedOutBy(values, node) : {}),
      }),
    ),
    ...[...own, ...clones]
      .filter((node) => !used.has(node))
      .map(
        (node): ClientFact => ({
          kind: 'client',
          language: 'go',
          product: node.type === 'composite_literal' ? 'go-http-transport' : 'go-default-transport',
          at: file.at(node),
          reverseProxy: false,
          settings: transportSettings(values, flow, node),
        }),
      ),
  ];
}

/** The function that it stands in gives back a reverse proxy: its callers may set what it leaves alone. */
function handedOutBy({ scope }: Values, node: SyntaxNode): Pick<ClientFact, 'handedOutBy'> {
  const owner = enclosingFunction(node);
  const declared = scope.file.functions.find((each) => each.node === owner);
  return declared?.results.includes(proxyType) === true ? { handedOutBy: declared.name } : {};
}
/** Transports set on what a function of another file gave. */
export function givenTransports(values: Values, flow: Flow): readonly GivenTransportFact[] {
  const { scope } = values;
  return scope.nodes('assignment_statement').flatMap((statement) => {
    const [left, right] = statement.children;
    if (scope.operator(statement) !== '=') return [];
    return (left?.children ?? []).flatMap((target, index): readonly GivenTransportFact[] => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = right?.children[index];
      if (operand === undefined || field === undefined || scope.file.text(field) !== 'Transport') return [];
      const maker = makerElsewhere(values, operand);
      const given = value === undefined || maker === undefined ? undefined : givenAs(values, watched(values, value));
      if (maker === undefined || given === undefined) return [];
      return [
        {
          kind: 'given-transport',
          at: scope.file.at(target),
          maker,
          settings: proxySettings(values, flow, given),
        },
      ];
    });
  });
}
function makerElsewhere({ scope }: Values, node: SyntaxNode): GivenTransportFact['maker'] | undefined {
  const write = node.type === 'identifier' ? scope.declarationOf(node)?.writes[0] : undefined;
  const call = write?.index === 0 ? skipParentheses(write.value) : undefined;
  const callee = call?.type === 'call_expression' ? scope.file.callee(call) : undefined;
  if (callee?.kind === 'package' && standardLibrary.test(callee.package.path)) return undefined;
  if (callee?.kind === 'package') return { space: `package:${callee.package.path}`, name: callee.name };
  if (callee?.kind !== 'local' || scope.functionNamed(callee.name) !== undefined) return undefined;
  return { space: 'package', name: callee.name };
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
interface GivenTransport {
  readonly node: SyntaxNode;
  /** The literal or clone it is made by, where this file shows it. */
  readonly found?: SyntaxNode;
}
/** The transport a proxy is given; undefined when it is left to the default one. */
function transportOf(values: Values, flow: Flow, proxy: SyntaxNode): GivenTransport | undefined {
  const { scope } = values;
  const place = flow.placeOf(proxy);
  const places = place === undefined ? new Set<string>() : flow.reachedFrom([place]);
  const given = keyedElements(scope, proxy).find((each) => each.name === 'Transport')?.value;
  return givenAs(values, watched(values, given ?? assignedField(scope, flow, places, 'Transport')));
}
function givenAs(values: Values, node: SyntaxNode | undefined): GivenTransport | undefined {
  const { scope } = values;
  if (node === undefined || node.type === 'nil' || scope.file.text(node) === 'http.DefaultTransport') return undefined;
  const [literalFound] = literalsOf(values, node);
  if (literalFound !== undefined) {
    return scope.file.typeText(literalFound.children[0]) === transportType ? { node, found: literalFound } : { node };
  }
  const inner = skipParentheses(node);
  const value = skipParentheses(inner?.type === 'identifier' ? scope.declarationOf(inner)?.writes[0]?.value : inner);
  const clone = clonedTransports(values).find((each) => value !== undefined && isInside(each, value));
  return clone === undefined ? { node } : { node, found: clone };
}
/** The transport below those that only watch it. */
function watched(values: Values, node: SyntaxNode | undefined, depth = 0): SyntaxNode | undefined {
  const inner = skipParentheses(node);
  const value = skipParentheses(
    inner?.type === 'identifier' ? values.scope.declarationOf(inner)?.writes[0]?.value : inner,
  );
  if (value?.type !== 'call_expression' || depth > 3) return node;
  const { file } = values.scope;
  const [below] = file.callArguments(value);
  return watchers.has(file.calledFunction(value) ?? '') && below !== undefined
    ? watched(values, below, depth + 1)
    : node;
}
/** A proxy whose transport is its own has that one's zero values, not those of the default transport. */
function proxySettings(values: Values, flow: Flow, transport: GivenTransport): readonly WrittenSetting[] {
  const { file } = values.scope;
  const keyAt = file.at(transport.node);
  const idle = sourceKeys('go-http-transport').find((each) => each.name === 'outbound.idleTimeout');
  if (idle === undefined) return [];
  if (transport.found === undefined) {
    const value = values.unknown(
      transport.node,
      `the transport ${file.excerpt(transport.node)} is made elsewhere`,
    ).expression;
    return [{ name: idle.name, key: idle.key, value, keyAt }];
  }
  const settings = transportSettings(values, flow, transport.found);
  // Its pool is thrown away with the request: nothing is reused, whatever its size.
  if (isMadePerRequest(values.scope, transport.found)) {
    const text = 'a transport for each request';
    const value = literal(false, file.at(transport.found), text);
    return [...settings, { name: 'outbound.pooling', key: 'Transport', value, keyAt }];
  }
  if (transport.found.type !== 'composite_literal' || settings.some((each) => each.name === idle.name)) return settings;
  const zero = literal(0, file.at(transport.found), `${idle.key} is not set`);
  return [...settings, { name: idle.name, key: idle.key, value: zero, keyAt }];
}
/** The transport of a client that is written out: the default one, or one that this file makes. */
export function ownTransport(
  values: Values,
  flow: Flow,
  client: SyntaxNode,
): { readonly product: string; readonly settings: readonly WrittenSetting[] } | undefined {
  const transport = transportOf(values, flow, client);
  if (transport === undefined) return { product: 'go-default-transport', settings: [] };
  const { found } = transport;
  if (found === undefined) return undefined;
  const product = found.type === 'composite_literal' ? 'go-http-transport' : 'go-default-transport';
  return { product, settings: transportSettings(values, flow, found) };
}
function transportSettings(values: Values, flow: Flow, node: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const place = flow.placeOf(node);
  const places = place === undefined ? new Set<string>() : flow.reachedFrom([place]);
  const sources = [
    ...(node.type === 'composite_literal' ? keyedElements(scope, node) : []),
    ...assignmentsTo(scope, flow, places),
  ].map((each): FieldSource => ({ ...each, conditional: false }));
  const disabled = sources.findLast((each) => each.name === 'DisableKeepAlives');
  const dial = sources.findLast((each) => each.name === 'DialContext' || each.name === 'Dial');
  return [
    ...settingsFrom(values, sources, sourceKeys('go-http-transport')),
    ...(disabled === undefined ? [] : [pooling(values, disabled)]),
    ...(dial === undefined ? [] : dialTimeout(values, dial.value)),
  ];
}
function pooling(values: Values, disabled: FieldSource): WrittenSetting {
  const { file } = values.scope;
  const { value } = disabled;
  const constant = value.type === 'true' || value.type === 'false';
  const pools = constant
    ? literal(value.type === 'false', file.at(value), `DisableKeepAlives: ${value.type}`)
    : values.unknown(value).expression;
  return { name: 'outbound.pooling', key: 'DisableKeepAlives', value: pools, keyAt: file.at(disabled.key) };
}
/** `(&net.Dialer{Timeout: 5 * time.Second}).DialContext`. */
function dialTimeout(values: Values, node: SyntaxNode): readonly WrittenSetting[] {
  const { scope } = values;
  const operand = skipParentheses(node)?.children[0];
  const dialer = operand === undefined ? undefined : literalsOf(values, operand)[0];
  if (dialer === undefined || scope.file.typeText(dialer.children[0]) !== 'net.Dialer') return [];
  const sources = keyedElements(scope, dialer).map((each): FieldSource => ({ ...each, conditional: false }));
  return settingsFrom(values, sources, [
    { key: 'Dialer.Timeout', field: 'Timeout', name: 'outbound.connectTimeout', isLength: true },
  ]);
}
/** `request.URL.Scheme = "https"`, or that of a URL, in the functions of a proxy that is written out. */
function schemeOf({ scope }: Values, node: SyntaxNode): Pick<ClientFact, 'target' | 'copiesScheme'> {
  if (node.type !== 'composite_literal') return {};
  const { file } = scope;
  for (const each of scope.nodes('assignment_statement')) {
    if (!isInside(each, node)) continue;
    const [, scheme] = /\.URL\.Scheme = (?:"(https?)"|[\w.]+\.Scheme)$/.exec(file.text(each)) ?? [];
    if (scheme !== undefined) return { target: literal(`${scheme}://`, file.at(each)) };
    if (/\.URL\.Scheme = [\w.]+\.Scheme$/.test(file.text(each))) return { copiesScheme: file.at(each) };
  }
  return {};
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
