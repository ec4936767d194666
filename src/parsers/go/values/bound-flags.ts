// Flags that a registry of keys takes over: `viper.BindPFlags(cmd.Flags())`, `viper.BindPFlag("http.idle", flags.Lookup("idle"))`.
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { nameText } from './constant-names.js';
import { conftools } from './registry-variables.js';
import type { Scope } from './scope.js';

interface BoundFlags {
  /** Every flag is a key of the same name. */
  readonly all: boolean;
  /** The flag of a key that has another name. */
  readonly byKey: ReadonlyMap<string, string>;
}

const flagProvider = /^github\.com\/knadh\/koanf\/providers\/(?:posflag|basicflag)\.Provider\w*$/;

export const boundFlags = perObject((scope: Scope): BoundFlags => {
  const { file } = scope;
  const byKey = new Map<string, string>();
  let all = false;
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    const name = callee.kind === 'package' || callee.kind === 'method' ? callee.name : '';
    const called = file.calledFunction(call) ?? '';
    if (name === 'BindPFlags' || called === `${conftools}.Load` || flagProvider.test(called)) all = true;
    if (name !== 'BindPFlag') continue;
    const [first, second] = file.callArguments(call);
    const key = nameText(scope, first);
    const flag = lookedUp(scope, second);
    if (key !== undefined && flag !== undefined) byKey.set(key, flag);
  }
  return { all, byKey };
});

/** `cmd.Flags().Lookup("idle")` */
function lookedUp(scope: Scope, node: SyntaxNode | undefined): string | undefined {
  const { file } = scope;
  const callee = node?.type === 'call_expression' ? file.callee(node) : undefined;
  if (node === undefined || callee?.kind !== 'method' || callee.name !== 'Lookup') return undefined;
  return nameText(scope, file.callArguments(node)[0]);
}
