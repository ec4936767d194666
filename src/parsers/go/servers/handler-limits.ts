// Handlers wrapped so that a request that takes too long gets an answer before the server ends its connection.
import type { HandlerLimitFact } from '../../../model/facts.js';
import { pointAt } from '../../../model/location.js';
import type { SourceText } from '../../parser.js';

interface Wrapper {
  readonly by: string;
  readonly imported: RegExp;
  readonly called: RegExp;
}
/**
 * Those that answer while the handler is still at work. chi's middleware.Timeout waits for the handler to return, and is none.
 * https://pkg.go.dev/net/http#TimeoutHandler, https://echo.labstack.com/docs/middleware/timeout, https://github.com/gin-contrib/timeout
 */
const wrappers: readonly Wrapper[] = [
  { by: 'http.TimeoutHandler', imported: /"net\/http"/, called: /\bhttp\.TimeoutHandler\(/ },
  {
    by: "echo's middleware.Timeout",
    imported: /"github\.com\/labstack\/echo\/v\d\/middleware"/,
    called: /\bmiddleware\.Timeout(?:WithConfig)?\(/,
  },
  { by: 'timeout.New of gin-contrib', imported: /"github\.com\/gin-contrib\/timeout"/, called: /\btimeout\.New\(/ },
];

/** By the text alone: a package of middleware is read for nothing else. */
export function handlerLimits({ path, text }: SourceText): readonly HandlerLimitFact[] {
  if (!text.includes('imeout')) return [];
  return wrappers.flatMap(({ by, imported, called }): HandlerLimitFact[] => {
    const index = imported.test(text) ? text.search(called) : -1;
    if (index < 0) return [];
    const before = text.slice(0, index);
    const line = before.split('\n').length;
    const isComment = before.slice(before.lastIndexOf('\n') + 1).includes('//');
    return isComment ? [] : [{ kind: 'handler-limit', by, at: pointAt(path, line) }];
  });
}
