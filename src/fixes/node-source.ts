// Edits server code in JavaScript and TypeScript: a property of the server.
import type { Milliseconds } from '../model/duration.js';
import type { ServerFact } from '../model/facts.js';
import type { TextEdit } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { children, is, type Node } from '../parsers/node/ast.js';
import { type Framework, frameworkOfProduct } from '../parsers/node/frameworks.js';
import { loadEngine } from '../parsers/node/syntax.js';
import type { Half } from './half.js';
import { type FileTexts, type OpenFile, openFile } from './open-file.js';

/** `key` is a property of Node's server: `keepAliveTimeout`. */
export async function addNodeProperty(
  title: string,
  server: ServerFact,
  key: string,
  length: Milliseconds,
  texts: FileTexts,
): Promise<Half | undefined> {
  const framework = frameworkOfProduct.get(server.product);
  if (framework === undefined || !/^\w+$/.test(key)) return undefined;
  const place = await serverPlace(server, framework, texts);
  if (place === undefined) return undefined;
  const { file, statement, name, edits } = place;
  const line = `${name}.${key} = ${Math.round(length)}${semicolon(file, statement)}`;
  return { title, safe: true, edits: [...edits, insertBehind(file, statement, [line])] };
}

// ---------------------------------------------------------------- where the server is held

interface Place {
  readonly file: OpenFile;
  /** The new line goes behind it. */
  readonly statement: Node;
  /** What holds Node's server from there on. */
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

async function serverPlace(server: ServerFact, framework: Framework, texts: FileTexts): Promise<Place | undefined> {
  const created = await heldAt(server.at, texts);
  if (framework.form === 'server' && created?.holder !== undefined)
    return { ...created, name: created.holder, edits: [] };
  if (framework.form === 'framework' && created?.holder !== undefined) {
    const member = framework.serverMembers?.[0] ?? framework.serverCalls?.map((each) => `${each}()`)[0];
    return member === undefined ? undefined : { ...created, name: `${created.holder}.${member}`, edits: [] };
  }
  const listening = framework.form === 'listening' ? server.at : server.listenAt;
  const gives = framework.form === 'listening' || framework.startGives === 'server';
  if (listening === undefined || !gives || (framework.form === 'listening' && framework.serverMembers !== undefined))
    return undefined;
  const started = await heldAt(listening, texts);
  if (started === undefined) return undefined;
  if (started.holder !== undefined) return { ...started, name: started.holder, edits: [] };
  const name = ['server', 'httpServer', 'listener'].find(
    (each) => !new RegExp(`\\b${each}\\b`).test(started.file.text),
  );
  if (name === undefined || !is(started.statement, 'ExpressionStatement') || !started.alone) return undefined;
  return { ...started, name, edits: [started.file.insert(started.statement.range[0], `const ${name} = `)] };
}

interface Held {
  readonly file: OpenFile;
  readonly statement: Node;
  readonly holder?: string;
  /** The call is the whole statement. */
  readonly alone: boolean;
}
async function heldAt(at: Location, texts: FileTexts): Promise<Held | undefined> {
  const source = await readSource(at.file, texts);
  if (source === undefined) return undefined;
  const trail = trailTo(source.program, source.file, at);
  const statement = statementOf(trail);
  if (trail.length === 0 || statement === undefined) return undefined;
  const { file } = source;
  const textOf = (node: Node): string => file.text.slice(node.range[0], node.range[1]);
  let inner = trail.length - 1;
  while (
    inner > 0 &&
    is(trail[inner - 1], 'AwaitExpression', 'TSAsExpression', 'TSNonNullExpression', 'ChainExpression')
  )
    inner -= 1;
  const around = trail[inner - 1];
  if (is(around, 'VariableDeclarator') && is(around.id, 'Identifier'))
    return { file, statement, holder: around.id.name, alone: false };
  if (is(around, 'AssignmentExpression') && is(around.left, 'Identifier', 'MemberExpression'))
    return { file, statement, holder: textOf(around.left), alone: false };
  return { file, statement, alone: around === statement };
}

// ---------------------------------------------------------------- the tree

export async function readSource(
  path: string,
  texts: FileTexts,
): Promise<{ file: OpenFile; program: Node } | undefined> {
  const file = openFile(texts, path);
  if (file === undefined) return undefined;
  const engine = await loadEngine();
  const syntax = engine(path, file.text);
  return syntax.ok ? { file, program: syntax.program } : undefined;
}
/** The nodes from the program to the one at exactly this place, outermost first. */
export function trailTo(program: Node, file: OpenFile, at: Location): readonly Node[] {
  const start = file.start(at);
  const end = file.end(at);
  const trail: Node[] = [];
  let node: Node | undefined = program;
  while (node !== undefined) {
    trail.push(node);
    if (node.range[0] === start && node.range[1] === end && !is(node, 'Program', 'ExpressionStatement')) return trail;
    node = children(node).find((child) => child.range[0] <= start && child.range[1] >= end);
  }
  return [];
}
/** The innermost statement of a list of statements: something can be put behind it. */
function statementOf(trail: readonly Node[]): Node | undefined {
  for (let index = trail.length - 1; index > 0; index -= 1) {
    const node = trail[index];
    const holder = trail[index - 1];
    if (node === undefined || !is(holder, 'Program', 'BlockStatement')) continue;
    if (is(node, 'VariableDeclaration', 'ExpressionStatement')) return node;
    return undefined;
  }
  return undefined;
}

// ---------------------------------------------------------------- text

/** A line of its own below the statement and whatever comment shares its line. */
function insertBehind(file: OpenFile, statement: Node, lines: readonly string[]): TextEdit {
  const indent = file.indentOf(statement.range[0]);
  const rest = file.text.slice(statement.range[1], file.endOfLine(statement.range[1]));
  const isComment = /^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/.test(rest);
  const at = isComment ? file.endOfLine(statement.range[1]) : statement.range[1];
  return file.insert(at, lines.map((line) => `\n${indent}${line}`).join(''));
}
export const semicolon = (file: OpenFile, statement: Node): string =>
  file.text.slice(statement.range[0], statement.range[1]).endsWith(';') ? ';' : '';
