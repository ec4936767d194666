// The two readers of YAML side by side: whatever the quick one reads, the reader of events has to read in the same way.
import { isDeepStrictEqual } from 'node:util';
import { documentSlices } from '../../src/parsers/kit/yaml/documents.js';
import { documentEvents, type EventsRead, readEvents } from '../../src/parsers/kit/yaml/events.js';
import type { YamlNode } from '../../src/parsers/kit/yaml/node.js';
import { readQuickly } from '../../src/parsers/kit/yaml/quick.js';

export interface ReadTwice {
  /** Undefined where the quick reader gave the document back. */
  readonly quick: YamlNode | undefined;
  /** Undefined for a document that is not YAML. */
  readonly events: EventsRead | undefined;
  /** Characters. */
  readonly length: number;
}

/** Every document of a text that is not empty. */
export function readTwice(text: string): ReadTwice[] {
  return documentSlices(text).flatMap(({ start, body, end, empty }) => {
    if (empty) return [];
    const slice = text.slice(start, end);
    const events = documentEvents(slice);
    return {
      quick: readQuickly(text, start, body, end),
      events: 'problem' in events ? undefined : readEvents(events, text, slice, start, body),
      length: end - start,
    };
  });
}

export function isSame({ quick, events }: ReadTwice): boolean {
  if (quick === undefined) return true;
  return (
    events !== undefined &&
    events.problems.length === 0 &&
    events.template === undefined &&
    isDeepStrictEqual(quick, events.root)
  );
}
