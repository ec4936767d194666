// A server of a library whose releases differ: the one that package.json or go.mod asks for decides what it does.
import { type Dependencies, productOfRelease, settingRow } from '../../knowledge/lookup.js';
import type { FileFacts, ServerFact, WrittenSetting } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { indexFacts } from '../fact-index.js';
import { goModulesByFolder, nearestUpFrom, packagesByFolder } from '../lookups.js';

export function settleReleases(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = indexFacts(files);
  const packages = packagesByFolder(facts);
  const modules = goModulesByFolder(facts);
  const dependenciesOf = ({ at, language }: ServerFact): Dependencies => {
    if (language === 'go') {
      const module = nearestUpFrom(folderOf(at.file), modules, () => true);
      return (name) => module?.requires[name]?.replace(/^v/, '');
    }
    const near = nearestUpFrom(folderOf(at.file), packages, ({ dependencies }) => Object.keys(dependencies).length > 0);
    return (name) => near?.dependencies[name]?.text;
  };
  const settle = (server: ServerFact): ServerFact => {
    if (server.language !== 'node' && server.language !== 'go') return server;
    const product = productOfRelease(server.product, dependenciesOf(server));
    if (product === server.product) return server;
    return { ...server, product, settings: server.settings.filter((setting) => isReadBy(product, setting)) };
  };
  return files.map((file) =>
    file.facts.some(({ kind }) => kind === 'server')
      ? { ...file, facts: file.facts.map((fact) => (fact.kind === 'server' ? settle(fact) : fact)) }
      : file,
  );
}
/** An option that came with a later release does nothing in this one. */
function isReadBy(product: string, { name, key }: WrittenSetting): boolean {
  return settingRow(product, name)?.keys?.some((each) => each.in === 'source' && each.name === key) ?? true;
}
