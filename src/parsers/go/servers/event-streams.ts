// Responses that stay open and send events, and handlers that take the write deadline off a response.
import type { EventStreamFact } from '../../../model/facts.js';
import { pointAt } from '../../../model/location.js';
import type { SourceText } from '../../parser.js';

/** `w.Header().Set("Content-Type", "text/event-stream")` and what frameworks have for it; `Accept` of a client is none. */
const begins =
  /(?:"Content-Type"|HeaderContentType)[ \t]{0,9}(?:,|\]?[ \t]{0,9}=)[ \t]{0,9}"text\/event-stream|\.SSEvent\(/i;
/** https://pkg.go.dev/net/http#ResponseController.SetWriteDeadline */
const lifts = /\.SetWriteDeadline\(/;
const ofResponse = 'http.NewResponseController(';

/** By the text alone, as handlers stand in packages that are read for nothing else. */
export function eventStreams({ path, text }: SourceText): readonly EventStreamFact[] {
  const isLifted = lifts.test(text);
  const begun = text.includes('event-stream') || text.includes('SSEvent') ? lineOf(text, begins) : undefined;
  if (begun === undefined && !isLifted) return [];
  return [
    {
      kind: 'event-stream',
      begins: begun !== undefined,
      lifts: isLifted,
      ...(isLifted && text.includes(ofResponse) ? { ofResponse: true } : {}),
      at: pointAt(path, begun ?? 1),
    },
  ];
}
function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.split('\n').findIndex((line) => pattern.test(line) && !line.trimStart().startsWith('//'));
  return index < 0 ? undefined : index + 1;
}
