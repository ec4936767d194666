// Files that put functions of their own in the place of those of Node's http module: every server of the program goes through them.
import { perObject } from '../../../knowledge/memo.js';
import type { ServerPartFact, WrittenSetting } from '../../../model/facts.js';
import { isOfServersAlone } from '../../../model/server-keys.js';
import { argumentsOf, type FunctionNode, is, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { referenceOf } from '../values/references.js';
import { readOptions, type Written } from './options.js';
import { readPropertyCall, readPropertyWrite } from './properties.js';

/** The functions that stand there: `http.createServer = (...args) => …`, `http.Server.prototype.listen = function () { … }`. */
const patchesOf = perObject((file: SourceFile): readonly FunctionNode[] => {
  if (!/\b(?:createServer|prototype)\b/.test(file.source.text)) return [];
  return file.source.nodes.flatMap((node) => {
    if (!is(node, 'AssignmentExpression') || !is(unwrap(node.left), 'MemberExpression')) return [];
    return isOfHttp(file, unwrap(node.left)) ? file.tracer.functions(node.right) : [];
  });
});
function isOfHttp({ source }: SourceFile, target: Node): boolean {
  const key = is(target, 'MemberExpression') ? keyOf(target) : undefined;
  if (key === undefined || !is(target, 'MemberExpression')) return false;
  const whole = referenceOf(source, target.object);
  if (whole === undefined || !/^https?$/.test(whole.module)) return false;
  const path = whole.path.join('.');
  return path === '' ? key === 'createServer' || key === 'Server' : path === 'Server.prototype';
}

/** What stands in one of them is no server of its own. */
export function isInPatch(file: SourceFile, node: Node): boolean {
  return patchesOf(file).some((fn) => fn.range[0] <= node.range[0] && node.range[1] <= fn.range[1]);
}

/** What they set on whichever server comes by. */
export function findPatches(file: SourceFile): ServerPartFact[] {
  return patchesOf(file).flatMap((fn): ServerPartFact[] => {
    const written: Written = { settings: [], traits: [] };
    const target = { product: 'node-http', member: 'server', intoOf: () => written };
    for (const node of file.source.within(fn)) {
      if (is(node, 'AssignmentExpression')) readPropertyWrite(file, node, target);
      if (!is(node, 'CallExpression')) continue;
      readPropertyCall(file, node, target);
      for (const argument of argumentsOf(node))
        if (is(argument, 'ObjectExpression')) readOptions(file, file.reader.value(argument), 'node-http', written);
    }
    const settings = uniqueOf(written.settings).filter(({ key }) => isOfServersAlone(key));
    return settings.length === 0 ? [] : [{ kind: 'server-part', at: file.source.at(fn), settings, traits: [] }];
  });
}
/** Options stand without an object, which is the server all the same. */
function uniqueOf(settings: readonly WrittenSetting[]): readonly WrittenSetting[] {
  const named = settings.map((each) => (each.key.includes('.') ? each : { ...each, key: `server.${each.key}` }));
  return named.filter(({ name }, index) => named.findIndex((other) => other.name === name) === index);
}
