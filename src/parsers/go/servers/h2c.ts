// HTTP/2 without TLS: who speaks it, and the idle clock of its own, set on the http2.Server handed to h2c.NewHandler.
import { perObject } from '../../../knowledge/memo.js';
import { literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { GoFile } from '../file.js';
import { keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { literalsOf } from './field-sources.js';
import type { ServerSite } from './site.js';

const handler = 'golang.org/x/net/http2/h2c.NewHandler';

/**
 * It listens without TLS, and nothing in the file asks for HTTP/2: what is left is HTTP/1.1. With a listener of one's own
 * (`Serve`) nobody knows what it wraps. https://pkg.go.dev/net/http#hdr-HTTP_2
 */
export function isPlaintext({ scope }: Values, { listen }: ServerSite): boolean {
  const { file } = scope;
  if (listen === undefined || !/\.(?:ListenAndServe|Run|Start)\b/.test(file.text(listen))) return false;
  return !mayBeEncrypted(file);
}
const mayBeEncrypted = perObject((file: GoFile): boolean =>
  /TLS\(|TLS\)|\.Serve\(|[hH]2[cC]|Protocols|AutoTLS|RunListener|RunQUIC/.test(file.text(file.root)),
);

/** Takes nothing from the http.Server around it: without an IdleTimeout of its own there is no limit. */
export function withH2cIdle(values: Values, settings: readonly WrittenSetting[]): readonly WrittenSetting[] {
  const { file } = values.scope;
  const call = values.scope.callsOf(handler)[0];
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
