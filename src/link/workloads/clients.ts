// Pooling clients in source as hops: agents, transports, reverse proxies written by the team.
import type { ClientHop } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { sourceEnvironment } from '../names/environment.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { addressOf } from './calls.js';

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
        layers: [fact.settings],
        environment,
      }).table,
      ...(fact.target === undefined ? {} : { upstream: addressOf(fact, environment) }),
    };
  });
}
