// Handlers wrapped so that a request that takes too long gets an answer before the server ends its connection.
import type { HandlerLimitFact, WrittenSetting } from '../../../model/facts.js';
import { pointAt } from '../../../model/location.js';
import type { SourceText } from '../../parser.js';
import type { Values } from '../values/values.js';

interface Wrapper {
  readonly by: string;
  readonly imported: RegExp;
  readonly called: RegExp;
}
const byTimeoutHandler = 'http.TimeoutHandler';
/**
 * Those that answer while the handler is still at work. chi's middleware.Timeout waits for the handler to return, and is none.
 * https://pkg.go.dev/net/http#TimeoutHandler, https://echo.labstack.com/docs/middleware/timeout, https://github.com/gin-contrib/timeout
 */
const wrappers: readonly Wrapper[] = [
  { by: byTimeoutHandler, imported: /"net\/http"/, called: /\bhttp\.TimeoutHandler\(/ },
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

/** After how long: `http.TimeoutHandler(handler, 60*time.Second, "slow")`, unless several calls make it a matter of the route. */
export function timedHandlerLimits(limits: readonly HandlerLimitFact[], values: Values): readonly HandlerLimitFact[] {
  const isTimed = limits.some(({ by }) => by === byTimeoutHandler);
  const settings = isTimed ? limitOf(values) : [];
  return settings.length === 0
    ? limits
    : limits.map((limit) => (limit.by === byTimeoutHandler ? { ...limit, settings } : limit));
}
function limitOf(values: Values): readonly WrittenSetting[] {
  const { scope } = values;
  const { file } = scope;
  const calls = scope
    .nodes('call_expression')
    .filter((call) => file.calledFunction(call) === 'net/http.TimeoutHandler');
  const [call] = calls;
  const length = call === undefined ? undefined : file.callArguments(call)[1];
  if (call === undefined || length === undefined || calls.length > 1) return [];
  const value = values.reading(length).expression;
  return [{ name: 'outbound.responseTimeout', key: byTimeoutHandler, value, keyAt: file.at(call) }];
}
