// Compares the two readers of YAML on every file of some folders, and on the texts inside them that may be YAML as well.
//
//   npm run yaml-readers -- FOLDER...     0 different is the only good answer; the share says how often the quick one did it
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeUtf8 } from '../src/parsers/kit/text.js';
import type { YamlNode } from '../src/parsers/kit/yaml/node.js';
import { isSame, type ReadTwice, readTwice } from './yaml-readers/compare.js';

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Which folders?');
const largest = 5_000_000;
const tally = { documents: 0, valid: 0, quick: 0, characters: 0, quickCharacters: 0 };
let inside = 0;
const different: string[] = [];

for (const path of folders.flatMap(yamlFiles)) {
  const { text } = decodeUtf8(readFileSync(path));
  for (const read of compare(path, text)) {
    count(read);
    const texts = read.events?.root === undefined ? [] : blocksIn(read.events.root);
    for (const inner of texts) inside += compare(`${path}, a text in it`, withoutSymbols(inner)).length;
  }
}
const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
process.stdout.write(
  `${tally.documents} documents, ${tally.valid} of them YAML; read quickly: ${tally.quick} (${share(tally.quick, tally.valid)}), ` +
    `${share(tally.quickCharacters, tally.characters)} of their characters; ${inside} documents in texts of theirs; ` +
    `different: ${different.length}\n`,
);
for (const path of different.slice(0, 20)) process.stdout.write(`different: ${path}\n`);
process.exitCode = different.length > 0 ? 1 : 0;

function compare(path: string, text: string): readonly ReadTwice[] {
  const documents = readTwice(text);
  if (!documents.every(isSame)) different.push(path);
  return documents;
}
function count({ quick, events, length }: ReadTwice): void {
  tally.documents++;
  if (events === undefined) return;
  tally.valid++;
  tally.characters += length;
  if (quick === undefined) return;
  tally.quick++;
  tally.quickCharacters += length;
}
function blocksIn(node: YamlNode): string[] {
  switch (node.kind) {
    case 'scalar':
      return node.quoted && node.text.includes('\n') ? [node.text] : [];
    case 'seq':
      return node.items.flatMap(blocksIn);
    case 'map':
      return node.entries.flatMap(({ value }) => blocksIn(value));
  }
}
/** The suite of the makers of YAML shows in its texts what nobody would see. */
function withoutSymbols(text: string): string {
  return text
    .replaceAll('␣', ' ')
    .replaceAll(/—*»/g, '\t')
    .replaceAll('←', '\r')
    .replaceAll('⇔', '\ufeff')
    .replaceAll('↵', '')
    .replace(/∎\n?$/, '');
}
function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.ya?ml$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => statSync(path).size <= largest);
}
