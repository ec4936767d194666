// HTTP/2 without TLS: its connections have an idle clock of their own, set on the http2.Server handed to h2c.NewHandler.
import { literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import { keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { literalsOf } from './settings.js';

const handler = 'golang.org/x/net/http2/h2c.NewHandler';

/** Takes nothing from the http.Server around it: without an IdleTimeout of its own there is no limit. */
export function withH2cIdle(values: Values, settings: readonly WrittenSetting[]): readonly WrittenSetting[] {
  const { file } = values.scope;
  const call = values.scope.nodes('call_expression').find((each) => file.calledFunction(each) === handler);
  const argument = call === undefined ? undefined : file.callArguments(call)[1];
  if (argument === undefined) return settings;
  const literals = literalsOf(values, argument);
  const own = literals.flatMap((each) => keyedElements(values.scope, each)).find((each) => each.name === 'IdleTimeout');
  const at = file.at(own?.key ?? argument);
  const isEmpty = literals.length > 0 || /^new\(/.test(file.text(argument));
  const value =
    own !== undefined
      ? values.reading(own.value).expression
      : isEmpty
        ? literal(0, at)
        : {
            kind: 'unknown' as const,
            reason: 'unsupported-syntax' as const,
            text: 'its http2.Server is made elsewhere',
            at,
          };
  return [...settings, { name: 'inbound.http2IdleTimeout', key: 'http2.Server.IdleTimeout', value, keyAt: at }];
}
