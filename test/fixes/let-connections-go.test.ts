// Where the two lines go that let connections go while a server stops, and where they are refused.
import { describe, expect, it } from 'vitest';
import { letConnectionsGo } from '../../src/fixes/let-connections-go.js';
import { habitsOf } from '../../src/link/settings/habits.js';
import { known, written } from '../../src/model/setting.js';
import { createParser } from '../../src/parsers/node/parse.js';
import { loadOxc } from '../../src/parsers/node/syntax.js';

const parser = createParser(await loadOxc(), 'servers');
const announce =
  "server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));";
const sweep = 'setInterval(() => server.closeIdleConnections(), 1000).unref();';

/** The handler as the fix leaves it; undefined where none is offered. */
async function mended(
  handler: string,
  node = '22',
  made = "require('http').createServer()",
): Promise<string | undefined> {
  const head = `const server = ${made};\nserver.listen(3000);\n`;
  const text = head + handler;
  const fact = parser.parse({ path: 'server.js', text }).facts.find((each) => each.kind === 'server');
  if (fact?.kind !== 'server') throw new Error('no server');
  const habits = habitsOf(fact.product, known(node, written(fact.at)), fact.at);
  const fix = await letConnectionsGo({ fact, habits }, () => text);
  if (fix === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.length + 1);
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each, 0) + column - 1;
  const edits = fix.edits.toSorted(
    (a, b) => b.location.line - a.location.line || b.location.column - a.location.column,
  );
  const changed = edits.reduce((now, { location: at, newText }) => {
    return now.slice(0, offset(at.line, at.column)) + newText + now.slice(offset(at.endLine, at.endColumn));
  }, text);
  expect(changed.startsWith(head)).toBe(true);
  return changed.slice(head.length);
}

describe('the lines stand', () => {
  it.each([
    [
      'above the comment of the close',
      "process.on('SIGTERM', () => {\n\t// done\n\tserver.close();\n});",
      `process.on('SIGTERM', () => {\n\t${announce}\n\t${sweep}\n\t// done\n\tserver.close();\n});`,
    ],
    [
      'on the line of a handler of one line',
      "process.on('SIGTERM', () => { server.close(); });",
      `process.on('SIGTERM', () => { ${announce} ${sweep} server.close(); });`,
    ],
    [
      'before the wait, not behind it',
      "process.on('SIGTERM', async () => {\n  await new Promise((resolve) => server.close(resolve));\n});",
      `process.on('SIGTERM', async () => {\n  ${announce}\n  ${sweep}\n  await new Promise((resolve) => server.close(resolve));\n});`,
    ],
    [
      'in a body of their own',
      "const stop = () => server.close();\nprocess.on('SIGTERM', stop);",
      `const stop = () => {\n  ${announce}\n  ${sweep}\n  return server.close();\n};\nprocess.on('SIGTERM', stop);`,
    ],
    [
      'inside a timer that closes later',
      "process.on('SIGTERM', () => setTimeout(() => server.close(), 5000));",
      `process.on('SIGTERM', () => setTimeout(() => {\n  ${announce}\n  ${sweep}\n  return server.close();\n}, 5000));`,
    ],
  ])('%s', async (_, before, after) => {
    expect(await mended(before)).toBe(after);
  });

  it('with the question mark of the close', async () => {
    const after = await mended("process.on('SIGTERM', () => {\n  server?.close();\n});");
    expect(after).toContain("  server?.prependListener('request',");
    expect(after).toContain('() => server?.closeIdleConnections()');
  });
});

describe('nothing is offered', () => {
  it.each([
    [
      'under a condition of its own',
      "process.on('SIGTERM', () => {\n  if (server) server.close();\n});",
      '22',
      undefined,
    ],
    ['in brackets', "process.on('SIGTERM', () => (server.close()));", '22', undefined],
    [
      'where the server is closed twice',
      "process.on('SIGTERM', () => {\n  server.close();\n  server.close();\n});",
      '22',
      undefined,
    ],
    ['before Node 18.2', "process.on('SIGTERM', () => {\n  server.close();\n});", '16', undefined],
    ['for HTTP/2', "process.on('SIGTERM', () => {\n  server.close();\n});", '22', "require('http2').createServer()"],
  ])('%s', async (_, handler, node, made) => {
    expect(await mended(handler, node, made)).toBeUndefined();
  });
});
