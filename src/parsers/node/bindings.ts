// Reads a module that others take values from: every fact of it, and its names whether or not it has anything else to say.
import type { FileFacts } from '../../model/facts.js';
import type { Parser, SourceText } from '../parser.js';
import { loadParser } from './parse.js';

let parser: Promise<Parser> | undefined;
let caller: Promise<Parser> | undefined;

export async function parseBindings(file: SourceText): Promise<FileFacts> {
  parser ??= loadParser('bindings');
  return (await parser).parse(file);
}
/** And what it calls of other modules, with which values. */
export async function parseCalls(file: SourceText): Promise<FileFacts> {
  caller ??= loadParser('calls');
  return (await caller).parse(file);
}
