// Requests of resty, whose clients have a pool of their own: `client.R().SetBody(order).Post("/orders")`.
// https://pkg.go.dev/github.com/go-resty/resty/v2
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Values } from '../values/values.js';
import type { RequestTransport } from './request-clients.js';

const library = 'github.com/go-resty/resty';
const methods = new Set(['Post', 'Put', 'Patch', 'Delete']);
const longestChain = 12;

export function restyRequest(
  { scope }: Values,
  call: SyntaxNode,
): ({ readonly method: string; readonly url: SyntaxNode } & RequestTransport) | undefined {
  const { file } = scope;
  if (![...file.imports.values()].some(({ base }) => base === library)) return undefined;
  const callee = file.callee(call);
  const [path] = file.callArguments(call);
  if (callee.kind !== 'method' || !methods.has(callee.name) || path === undefined || !isRequest(scope, callee.receiver))
    return undefined;
  // A transport, a proxy or a client of the program's own has other limits.
  if (/\.SetTransport\(|\.NewWithClient\(|\.GetClient\(\)/.test(file.slice(0, file.root.end))) return undefined;
  const bases = scope.nodes('call_expression').flatMap((each) => {
    const setter = file.callee(each);
    const isSetter = setter.kind === 'method' && /^Set(?:BaseURL|HostURL)$/.test(setter.name);
    return isSetter ? file.callArguments(each).slice(0, 1) : [];
  });
  const written = file.stringValue(path);
  const isWhole = written === undefined ? bases.length === 0 : /^https?:/.test(written);
  const url = isWhole ? path : bases[0];
  if (url === undefined || (!isWhole && bases.length > 1)) return undefined;
  return { method: callee.name.toUpperCase(), url, product: 'resty', settings: [] };
}
/** The chain begins with `R()` of a client. */
function isRequest(scope: Values['scope'], receiver: SyntaxNode): boolean {
  let each: SyntaxNode | undefined = receiver;
  for (let length = 0; each?.type === 'call_expression' && length < longestChain; length += 1) {
    const callee = scope.file.callee(each);
    if (callee.kind !== 'method') return false;
    if (callee.name === 'R' || callee.name === 'NewRequest') return true;
    each = callee.receiver;
  }
  return false;
}
