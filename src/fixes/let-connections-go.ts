// Two lines before a Node server is closed: new answers announce the end of their connection, and idle ones are closed.
import type { TextEdit } from '../model/finding.js';
import type { Server } from '../model/topology.js';
import { is, isFunction, type Node, unwrap } from '../parsers/node/ast.js';
import { type Framework, frameworkOfProduct } from '../parsers/node/frameworks.js';
import type { Half } from './half.js';
import { readSource, semicolon, trailTo } from './node-source.js';
import type { FileTexts, OpenFile } from './open-file.js';

/**
 * Both halves or none: what is announced reaches only requests that come after the signal, so that a connection which was busy
 * then and gets no other request stays open; and a connection under steady traffic is never idle when somebody looks.
 */
export async function letConnectionsGo(
  { fact, habits }: Pick<Server, 'fact' | 'habits'>,
  texts: FileTexts,
): Promise<Half | undefined> {
  const framework = frameworkOfProduct.get(fact.product);
  const available = habits.truth('close-idle-connections-available');
  // Nothing in older versions closes what is idle.
  if (framework === undefined || (available.state === 'known' && !available.value)) return undefined;
  const steps = fact.shutdown.handlers.flatMap((handler) => (handler.helper === undefined ? handler.steps : []));
  const [close, ...others] = steps.filter((step) => step.do === 'close');
  if (close === undefined || others.length > 0) return undefined;
  const source = await readSource(close.at.file, texts);
  const trail = source === undefined ? [] : trailTo(source.program, source.file, close.at);
  const last = trail.at(-1);
  const call = last === undefined ? undefined : unwrap(last);
  if (source === undefined || !is(call, 'CallExpression')) return undefined;
  const server = serverOf(source.file, framework, call.callee);
  if (server === undefined) return undefined;
  const edits = putBefore(source.file, trail, [
    `${server}prependListener('request', (_request, response) => response.setHeader('Connection', 'close'))`,
    `setInterval(() => ${server}closeIdleConnections(), 1000).unref()`,
  ]);
  return edits === undefined
    ? undefined
    : { title: 'Announce the end of connections and close idle ones while the server stops', safe: false, edits };
}

/** What holds Node's own server, with the dot behind it. */
function serverOf(file: OpenFile, framework: Framework, called: Node): string | undefined {
  const callee = unwrap(called);
  // HTTP/2 knows neither the header nor the method.
  if (!is(callee, 'MemberExpression') || framework.traits?.includes('http2') === true) return undefined;
  const holder = file.text.slice(callee.object.range[0], callee.object.range[1]);
  const dot = callee.optional ? '?.' : '.';
  if (framework.form !== 'framework')
    return framework.form === 'server' || framework.startGives === 'server' ? `${holder}${dot}` : undefined;
  const member = framework.serverMembers?.[0] ?? framework.serverCalls?.map((each) => `${each}()`)[0];
  if (member === undefined) return undefined;
  return holder.endsWith(`.${member}`) ? `${holder}${dot}` : `${holder}${dot}${member}.`;
}

// ---------------------------------------------------------------- where the lines go

/** In front of the statement that closes; never outside the function that the signal runs. */
function putBefore(file: OpenFile, trail: readonly Node[], lines: readonly string[]): readonly TextEdit[] | undefined {
  for (let index = trail.length - 1; index > 0; index -= 1) {
    const node = trail[index];
    const holder = trail[index - 1];
    if (node === undefined || holder === undefined) return undefined;
    if (is(holder, 'Program', 'BlockStatement')) {
      const isPlain = is(node, 'VariableDeclaration', 'ExpressionStatement', 'ReturnStatement');
      return isPlain ? [beforeStatement(file, node, lines)] : undefined;
    }
    if (!isFunction(holder) || isExecutor(trail[index - 2])) continue;
    return is(holder, 'ArrowFunctionExpression') && holder.body === node ? asBlock(file, node, lines) : undefined;
  }
  return undefined;
}
/** `new Promise((resolve) => …)` runs its function at once. */
const isExecutor = (node: Node | undefined): boolean =>
  is(node, 'NewExpression') && is(node.callee, 'Identifier') && node.callee.name === 'Promise';

/** Above its comment, when it has one. */
function beforeStatement(file: OpenFile, statement: Node, lines: readonly string[]): TextEdit {
  const end = semicolon(file, statement);
  const [start] = statement.range;
  const indent = file.indentOf(start);
  if (file.text.slice(file.lineStart(start), start).trim() !== '')
    return file.insert(start, lines.map((line) => `${line}; `).join(''));
  let above = file.lineStart(start);
  while (above > 0 && /^\s*\/\//.test(file.text.slice(file.lineStart(above - 1), above)))
    above = file.lineStart(above - 1);
  return file.insert(above, lines.map((line) => `${indent}${line}${end}\n`).join(''));
}
/** `() => server.close()` gets a body with room for them. */
function asBlock(file: OpenFile, body: Node, lines: readonly string[]): readonly TextEdit[] | undefined {
  const [start, end] = body.range;
  // In brackets it cannot be opened here.
  if (!/=>\s*$/.test(file.text.slice(Math.max(0, start - 200), start))) return undefined;
  const outer = file.indentOf(start);
  const indent = `${outer}${stepOf(file)}`;
  const stop = /;[ \t]*$/m.test(file.text) ? ';' : '';
  const before = lines.map((line) => `\n${indent}${line}${stop}`).join('');
  return [file.insert(start, `{${before}\n${indent}return `), file.insert(end, `${stop}\n${outer}}`)];
}
/** What one level more is indented by. */
const stepOf = (file: OpenFile): string => /^(?:\t| {2,8})(?=\S)/m.exec(file.text)?.[0] ?? '  ';
