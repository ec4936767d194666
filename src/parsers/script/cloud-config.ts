// cloud-init's own format: files that it writes on a machine, and the commands that it runs there once.
// https://docs.cloud-init.io/en/latest/reference/modules.html#write-files
import type { Location } from '../../model/location.js';
import { get, type YamlNode } from '../kit/yaml/node.js';
import { items, NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { movedOutOf } from '../kit/yaml/scalar-places.js';
import type { WrittenText } from '../parser.js';
import type { MachineSetup } from './machine-setup.js';
import { startedBy } from './started.js';

export function readCloudConfig(path: string, text: string): MachineSetup {
  const reader = new NodeReader(path, text);
  const root = readYaml(text)[0]?.root;
  if (root === undefined) return { written: [], started: [] };
  const run = commandsOf(root, reader);
  return {
    written: items(get(root, 'write_files')).flatMap((item) => writtenText(item, reader)),
    started: startedBy(run.text, run.place),
  };
}

function writtenText(item: YamlNode, reader: NodeReader): readonly WrittenText[] {
  const name = reader.string(item, 'path');
  const content = presentScalar(get(item, 'content'));
  const encoding = reader.string(item, 'encoding');
  // Of what is encoded no line stands in the file.
  if (name?.startsWith('/') !== true || content === undefined || (encoding ?? 'text/plain') !== 'text/plain') return [];
  const move = movedOutOf(reader, content);
  return move === undefined ? [] : [{ name, text: content.text, move }];
}

/** All of them run in one shell, one line each. */
function commandsOf(
  root: YamlNode,
  reader: NodeReader,
): { readonly text: string; place(start: number, end: number): Location } {
  const lines: { readonly start: number; readonly at: Location }[] = [];
  let text = '';
  for (const item of items(get(root, 'runcmd'))) {
    const line = presentScalar(item)?.text ?? reader.words(item)?.map(quoted).join(' ');
    if (line === undefined) continue;
    lines.push({ start: text.length, at: reader.at(item) });
    text += `${line}\n`;
  }
  return {
    text,
    place: (start) => lines.findLast((each) => each.start <= start)?.at ?? reader.at(root),
  };
}
const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
