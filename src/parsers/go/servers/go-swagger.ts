// Servers of a package that go-swagger has generated: `server := restapi.NewServer(api)`, its flags, and `server.Serve()`.
// https://github.com/go-swagger/go-swagger/blob/v0.36.4/generator/templates/server/server.gotmpl
import { perObject } from '../../../knowledge/memo.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SettingName } from '../../../model/setting-names.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { FrameworkShape } from '../shapes.js';
import { convert } from '../values/convert.js';
import type { Flow } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { type FieldSource, isConditional, settingsFrom } from './field-sources.js';
import { assignmentsTo, holdsServer, type ServerSite } from './site.js';
import { sourceKeys } from './source-keys.js';
import { startOf } from './starts.js';

const product = 'go-swagger';
const shape: FrameworkShape = {
  product,
  type: '',
  constructors: [],
  starts: ['Serve'],
  stops: [],
  handlesSignals: true,
};
/** Methods that no other server has. */
const own: ReadonlySet<string> = new Set(['ConfigureAPI', 'ConfigureFlags']);

export function swaggerSites(scope: Scope, flow: Flow): readonly ServerSite[] {
  const { file } = scope;
  const isGenerated = [...file.imports.values()].some(
    ({ path }) => path.endsWith('/operations') || path === 'github.com/go-openapi/loads',
  );
  const configured = isGenerated ? [...own].flatMap((each) => scope.methodCalls(each)) : [];
  if (configured.length === 0) return [];
  return scope.nodes('call_expression').flatMap((call): ServerSite[] => {
    const callee = file.callee(call);
    if (callee.kind !== 'package' || callee.name !== 'NewServer' || file.callArguments(call).length !== 1) return [];
    const places = flow.reachedFrom([`s:${call.start}:0`]);
    const isOwn = configured.some((each) => {
      const method = file.callee(each);
      return method.kind === 'method' && holdsServer(scope, flow, method.receiver, places);
    });
    if (!isOwn) return [];
    const listen = startOf(scope, flow, places, new Set(shape.starts));
    const base = { product, framework: shape, node: call, places, bare: false, escapes: listen === undefined };
    return [listen === undefined ? base : { ...base, listen }];
  });
}

const flags: readonly (readonly [name: SettingName, field: string, flag: string])[] = [
  ['inbound.idleTimeout', 'CleanupTimeout', '--cleanup-timeout'],
  ['inbound.requestTimeout', 'ReadTimeout', '--read-timeout'],
  ['inbound.writeTimeout', 'WriteTimeout', '--write-timeout'],
  ['drain.timeout', 'GracefulTimeout', '--graceful-timeout'],
];

export function swaggerSettings(values: Values, flow: Flow, site: ServerSite): readonly WrittenSetting[] {
  const { file } = values.scope;
  const at = file.at(site.node);
  const sources = assignmentsTo(values.scope, flow, site.places).map(
    (each): FieldSource => ({ ...each, conditional: isConditional(each.key) }),
  );
  const written = settingsFrom(values, sources, sourceKeys(product));
  const unset = flags.filter(([name]) => !written.some((each) => each.name === name));
  const isParsed = parsesFlags(values.scope);
  const standard = (field: string, flag: string): Expression =>
    isParsed
      ? { kind: 'fallback', mode: 'if-missing', at, options: [convert('length', env(flag, at), at), literal(null, at)] }
      : { kind: 'unknown', reason: 'dynamic', text: `no flags are parsed here, and ${field} is not set`, at };
  return [
    ...written,
    ...unset.map(([name, field, flag]) => ({ name, key: field, keyAt: at, value: standard(field, flag) })),
  ];
}
const env = (name: string, at: Expression['at']): Expression => ({ kind: 'env', name, at });

/** By fields of the server, then by flags and variables; nothing is said of a port that only the pipeline knows. */
export function swaggerAddress(
  values: Values,
  flow: Flow,
  site: ServerSite,
): { readonly port?: Expression; readonly host?: Expression } {
  const { scope } = values;
  const at = scope.file.at(site.node);
  const assigned = (field: string): SyntaxNode | undefined =>
    assignmentsTo(scope, flow, site.places).findLast((each) => each.name === field)?.value;
  const read = (field: string, flag: string, variable: string): Expression | undefined => {
    const value = assigned(field);
    if (value !== undefined) return values.read(value);
    return parsesFlags(scope)
      ? { kind: 'fallback', mode: 'if-missing', at, options: [env(flag, at), env(variable, at), literal(null, at)] }
      : undefined;
  };
  const port = read('Port', '--port', 'PORT');
  const host = read('Host', '--host', 'HOST');
  return { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
}

/** `flags.NewParser(server, …)` of go-flags; pflag and flag have their defaults from the start. */
const parsesFlags = perObject((scope: Scope): boolean =>
  scope.nodes('call_expression').some((call) => parsers.test(scope.file.calledFunction(call) ?? '')),
);
const parsers =
  /^(?:github\.com\/jessevdk\/go-flags\.(?:NewParser|NewNamedParser|Parse|ParseArgs)|(?:github\.com\/spf13\/pflag|flag)\.Parse)$/;
