// Pooling clients in source as hops: agents, transports, reverse proxies written by the team.
import { perObject } from '../../knowledge/memo.js';
import type { ClientFact, WrittenSetting } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import type { ClientHop, FactIndex } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { sourceEnvironment } from '../names/environment.js';
import { goPackageFolder } from '../names/go-packages.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { addressOf } from './calls.js';

/** What a file that calls the function which gives out a reverse proxy sets on it. */
function givenTo({ at, handedOutBy }: ClientFact, facts: FactIndex): readonly WrittenSetting[] {
  const given =
    handedOutBy === undefined ? undefined : transportsGiven(facts).get(`${folderOf(at.file)}#${handedOutBy}`);
  return given?.[0]?.settings ?? [];
}
const transportsGiven = perObject((facts: FactIndex) => {
  const modules = facts.of('go-module');
  return groupBy(facts.of('given-transport'), ({ at, maker: { space, name } }) => {
    const folder = space === 'package' ? folderOf(at.file) : goPackageFolder(modules, space.slice('package:'.length));
    return folder === undefined ? undefined : `${folder}#${name}`;
  });
});

export function linkClients(context: LinkContext): readonly ClientHop[] {
  const clients = context.facts.of('client').filter(({ request }) => request === undefined);
  return clients.map((fact): ClientHop => {
    const environment = sourceEnvironment(fact.at.file, context.facts, context.names);
    return {
      fact,
      product: productOf(fact.product, fact.at),
      habits: habitsOf(fact.product, undefined, fact.at),
      settings: buildSettingTable({
        product: fact.product,
        version: undefined,
        impliedBy: fact.at,
        layers: [fact.settings, givenTo(fact, context.facts)],
        environment,
      }).table,
      ...(fact.target === undefined ? {} : { upstream: addressOf(fact, environment) }),
    };
  });
}
