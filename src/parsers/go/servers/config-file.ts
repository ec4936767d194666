// Frameworks whose configuration a program reads from a file: `conf.MustLoad(*file, &c)` and then `rest.MustNewServer(c.RestConf)`.
import { settingNames, settingRow } from '../../../knowledge/lookup.js';
import { type Expression, literal } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { inSettingsFile } from '../values/config-keys.js';
import type { Values } from '../values/values.js';
import type { ServerSite } from './site.js';

/** What stands in front of the keys in the file; undefined where none is read. */
function prefixOf({ scope }: Values, { framework, node }: ServerSite): string | undefined {
  const { file } = scope;
  const config = framework?.configFile;
  if (config === undefined) return undefined;
  const loads = scope.nodes('call_expression').some((call) => config.loaders.includes(file.calledFunction(call) ?? ''));
  let each = skipParentheses(file.callArguments(node)[0]);
  if (!loads || (each?.type !== 'selector_expression' && each?.type !== 'identifier')) return undefined;
  const fields: string[] = [];
  for (; each?.type === 'selector_expression'; each = skipParentheses(each.children[0])) {
    const field: SyntaxNode | undefined = each.children[1];
    if (field !== undefined && file.text(field) !== config.embedded) fields.unshift(`${file.text(field)}.`);
  }
  return fields.join('');
}

/** What the file says first, then what is written here: both are one struct, and the file is read into it. */
export function withConfigFile(
  values: Values,
  site: ServerSite,
  written: readonly WrittenSetting[],
): readonly WrittenSetting[] {
  const prefix = prefixOf(values, site);
  if (prefix === undefined) return written;
  const at = values.scope.file.at(site.node);
  const inFile = settingNames(site.product).flatMap((name): readonly WrittenSetting[] => {
    const key = settingRow(site.product, name)?.keys?.find((each) => each.in === 'file');
    if (key?.in !== 'file') return [];
    const own = written.find((each) => each.name === name);
    const value = first(`${prefix}${key.path}`, own?.value ?? literal(null, at), at);
    return [{ name, key: key.path, value, keyAt: own?.keyAt ?? at }];
  });
  return [...written.filter(({ name }) => !inFile.some((each) => each.name === name)), ...inFile];
}
/** The address in the same struct. */
export function addressInFile(
  values: Values,
  site: ServerSite,
  key: string,
  written: Expression | undefined,
): Expression | undefined {
  const prefix = prefixOf(values, site);
  if (prefix === undefined) return written;
  const at = values.scope.file.at(site.node);
  return written === undefined
    ? { kind: 'name', space: 'settings-file', name: `${prefix}${key}`, at }
    : first(`${prefix}${key}`, written, at);
}
function first(key: string, written: Expression, at: Expression['at']): Expression {
  return { kind: 'fallback', mode: 'if-missing', options: [inSettingsFile(key, at), written], at };
}
