// WebSockets that a program takes over from its server, and the ticker by which it pings them.
import type { WebSocketsFact, WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Values } from '../values/values.js';

/** How a library takes over a connection, how it opens one, and how a program pings on either. */
interface Library {
  readonly product: string;
  /** The type whose `Upgrade` takes a request over. */
  readonly upgrader?: string;
  readonly accepts?: string;
  readonly pings: 'message' | 'method';
}
const gorilla = { product: 'gorilla-websocket', pings: 'message' } as const;
const coder = { product: 'coder-websocket', pings: 'method' } as const;
const libraries: ReadonlyMap<string, Library> = new Map<string, Library>([
  ['github.com/gorilla/websocket', { ...gorilla, upgrader: 'Upgrader' }],
  ['github.com/fasthttp/websocket', { ...gorilla, upgrader: 'FastHTTPUpgrader' }],
  ['github.com/gofiber/contrib/websocket', { ...gorilla, accepts: 'New' }],
  ['github.com/gofiber/websocket', { ...gorilla, accepts: 'New' }],
  ['github.com/coder/websocket', { ...coder, accepts: 'Accept' }],
  ['nhooyr.io/websocket', { ...coder, accepts: 'Accept' }],
]);

export function findWebSockets(values: Values): readonly WebSocketsFact[] {
  const { scope } = values;
  const { file } = scope;
  return [...file.imports.values()].flatMap((imported): WebSocketsFact[] => {
    const library = libraries.get(imported.base);
    if (library === undefined) return [];
    const calls = scope.nodes('call_expression');
    const taken = calls.find((call) => takesOver(values, call, library, imported.base));
    const opens = calls.some((call) =>
      /\bDial(?:Context|er)?\b/.test(file.text(call.children[0] ?? call).slice(0, 200)),
    );
    const settings = pings(values, library);
    if (taken === undefined && !opens && settings.length === 0) return [];
    return [
      {
        kind: 'web-sockets',
        product: library.product,
        at: file.at(taken ?? imported.at),
        taken: taken !== undefined,
        opens,
        settings,
      },
    ];
  });
}

function takesOver({ scope }: Values, call: SyntaxNode, library: Library, path: string): boolean {
  const { file } = scope;
  if (library.accepts !== undefined) return file.calledFunction(call) === `${path}.${library.accepts}`;
  const callee = file.callee(call);
  if (callee.kind !== 'method' || callee.name !== 'Upgrade') return false;
  // A field or a parameter of another package has no type here; the library is imported for something.
  const type = scope.typeOf(callee.receiver);
  return type === '' || type === `${path}.${library.upgrader}`;
}

/** `time.NewTicker(30 * time.Second)` in the function that sends the pings. */
function pings(values: Values, library: Library): readonly WrittenSetting[] {
  const { scope } = values;
  const { file } = scope;
  const calls = scope.nodes('call_expression');
  const sent = calls.filter((call) => isPing(values, call, library));
  if (sent.length === 0) return [];
  return calls.flatMap((call): WrittenSetting[] => {
    const name = file.calledFunction(call);
    const [every] = file.callArguments(call);
    if ((name !== 'time.NewTicker' && name !== 'time.Tick') || every === undefined) return [];
    const around = functionAround(call);
    if (!sent.some((ping) => around !== undefined && around.start <= ping.start && ping.end <= around.end)) return [];
    const value = values.reading(every).expression;
    return [{ name: 'stream.pingInterval', key: 'time.NewTicker', value, keyAt: file.at(call) }];
  });
}
function isPing({ scope }: Values, call: SyntaxNode, library: Library): boolean {
  const { file } = scope;
  const callee = file.callee(call);
  if (callee.kind !== 'method') return false;
  if (library.pings === 'method') return callee.name === 'Ping';
  const [message] = file.callArguments(call);
  const sends = callee.name === 'WriteMessage' || callee.name === 'WriteControl';
  return sends && message !== undefined && /\bPingMessage$/.test(file.text(message));
}
function functionAround(node: SyntaxNode): SyntaxNode | undefined {
  let each = node.parent;
  while (each !== undefined && !/^(?:function_declaration|method_declaration|func_literal)$/.test(each.type))
    each = each.parent;
  return each;
}
