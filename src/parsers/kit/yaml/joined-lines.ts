// Lines of a list that run in one shell, as one text, with the place of each.
import type { Location } from '../../../model/location.js';
import type { YamlScalar } from './node.js';
import type { NodeReader } from './node-reader.js';

export interface JoinedLines {
  readonly text: string;
  readonly at: (part: { readonly start: number }) => Location;
}
export function oneText(lines: readonly YamlScalar[], reader: NodeReader): JoinedLines {
  const starts: number[] = [];
  let text = '';
  for (const line of lines) {
    starts.push(text.length);
    text += `${line.text}\n`;
  }
  return {
    text,
    at: ({ start }) => reader.at(lines[starts.findLastIndex((each) => each <= start)] ?? { start: 0, end: 0 }),
  };
}
