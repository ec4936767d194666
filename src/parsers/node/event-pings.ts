// Timers that keep event streams open, wherever a program keeps the responses that carry them.
import type { EventPingsFact } from '../../model/facts.js';
import { argumentsOf, methodCall } from './ast.js';
import type { SourceFile } from './file.js';
import { timed } from './timers.js';

/** What hands a chunk on: responses of Node, streams of the web, `writeSSE` of Hono. */
const hands = /^(?:write|enqueue|writeSSE)$/;
/** The first words of a chunk, out of what turns it into bytes. */
const chunk = /^(?:[\w.]{0,40}\.encode\(|new TextEncoder\(\)\.encode\(|Buffer\.from\()?\s{0,9}['"`](.{0,100})/s;
const heartbeat = /\b(?:heart-?beat|ping|keep-?alive)\b/i;

/** `setInterval(() => response.write(': ping\n\n'), 15_000)`: a comment of the stream, or an event that is called so. */
export function findEventPings(file: SourceFile): EventPingsFact[] {
  const { source } = file;
  const begins = source.mentions(source.program, /text\/event-stream/);
  const sent = source.calls.filter((node) => {
    const method = methodCall(node)?.method ?? '';
    const [given] = argumentsOf(node);
    if (given === undefined || !hands.test(method)) return false;
    const text = source.textOf(given).slice(0, 200);
    if (method === 'writeSSE') return heartbeat.test(text);
    const start = chunk.exec(text)?.[1] ?? '';
    return /^:/.test(start) || (heartbeat.test(start) && (begins || /^(?:event|data):/.test(start)));
  });
  return timed(file, sent).map((setting) => ({ kind: 'event-pings', settings: [setting], at: setting.keyAt }));
}
