// AdonisJS takes the times of its Node server from config/app.ts, which no file imports.
import type { Expression } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SettingName } from '../../../model/setting-names.js';
import type { Node } from '../ast.js';
import type { SourceFile } from '../file.js';

/** @adonisjs/http-server 9.3.1, Server.setNodeServer */
const keys: readonly (readonly [string, readonly SettingName[]])[] = [
  ['keepAliveTimeout', ['inbound.advertisedIdleTimeout', 'inbound.idleTimeout']],
  ['headersTimeout', ['inbound.headerTimeout']],
  ['requestTimeout', ['inbound.requestTimeout']],
  ['timeout', ['inbound.socketTimeout']],
];

/** By the place that the framework loads it from; what stands nowhere is left to Node. */
export function adonisSettings({ source, reader }: SourceFile, node: Node): readonly WrittenSetting[] {
  if (!/(?:^|\/)bin\/[^/]+$/.test(source.path)) return [];
  const at = source.at(node);
  return keys.flatMap(([key, names]) => {
    const value = reader.expressionOf({ kind: 'import', specifier: '../config/app.js', path: `http.${key}`, node });
    if (value.kind !== 'name') return [];
    const chosen: Expression = {
      kind: 'fallback',
      mode: 'if-missing',
      options: [
        { ...value, optional: true },
        { kind: 'literal', value: null, at },
      ],
      at,
    };
    return names.map((name) => ({ name, key: `http.${key}`, value: chosen, keyAt: at }));
  });
}
