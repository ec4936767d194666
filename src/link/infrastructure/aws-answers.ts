// Answers of the AWS CLI: joins attributes to the balancer or target group they belong to, and everything by ARN.
import type { ProxyFact, TargetGroupFact, WrittenSetting } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { InfrastructureFact } from '../../model/infrastructure.js';
import { loadBalancerFacts } from './balancers/load-balancers.js';
import { type PlacedFact, placedAt } from './modules/placed-facts.js';
import { steps } from './modules/walk.js';
import type { Network } from './resources/network.js';
import type { ResourceInstance } from './resources/resource-instance.js';
import { ResourceNames } from './resources/resource-links.js';
import { productsWithKeys, settingsOf } from './resources/resource-products.js';
import { plainScope, settle } from './values/settle-value.js';
import { fieldOf, textOf } from './values/settled.js';

export function answerFacts(facts: readonly InfrastructureFact[]): PlacedFact[] {
  const resources = facts.flatMap((fact) =>
    fact.resources.flatMap((entry): ResourceInstance[] => {
      const values = settle(entry.values, plainScope(steps));
      const { address, type, name, at, nameAt } = entry;
      return values.is === 'map' ? [{ address, type, name, values, at, nameAt, scope: '' }] : [];
    }),
  );
  const attributes = resources.filter((each) => each.type.endsWith('-attributes'));
  const named = resources.filter((each) => !each.type.endsWith('-attributes'));
  const owners = new Map(attributes.map((each) => [each, ownerOf(each, named)]));
  const network: Network = {
    language: 'aws-cli',
    resources: named,
    names: new ResourceNames(named),
    attributes: (owner, product) =>
      attributes.flatMap((each) =>
        owners.get(each) === owner ? settingsOf('aws-cli', each.type, product, each.values) : [],
      ),
  };
  const made = loadBalancerFacts(network).map(withoutScope);
  const left = attributes.filter((each) => owners.get(each) === undefined).flatMap(unowned);
  return [...made, ...left].map(placedAt);
}

/** ARNs are unique everywhere, so these facts may meet those of any other file. */
function withoutScope({ scope: _, ...fact }: ProxyFact | TargetGroupFact): ProxyFact | TargetGroupFact {
  return fact;
}

const described: Readonly<Record<string, string>> = {
  'describe-load-balancer-attributes': 'describe-load-balancers',
  'describe-target-group-attributes': 'describe-target-groups',
  'describe-listener-attributes': 'describe-listeners',
};

/** The answer does not name its owner: the file's name may, or there is only one it can be. */
function ownerOf(attributes: ResourceInstance, named: readonly ResourceInstance[]): ResourceInstance | undefined {
  const wanted = Object.hasOwn(described, attributes.type) ? described[attributes.type] : undefined;
  const candidates = named.filter((each) => each.type === wanted);
  const path = attributes.at.file;
  const folder = folderOf(path);
  const file = path.slice(folder.length).replace(/^\//, '');
  const byName = candidates.filter((each) => namesOf(each).some((name) => name !== '' && file.includes(name)));
  const longest = Math.max(
    0,
    ...byName.map((each) => Math.max(...namesOf(each).map((name) => (file.includes(name) ? name.length : 0)))),
  );
  const [best, second] = byName.filter((each) =>
    namesOf(each).some((name) => file.includes(name) && name.length === longest),
  );
  if (best !== undefined && second === undefined) return best;
  const near = candidates.filter((each) => folderOf(each.at.file) === folder);
  return near.length === 1 ? near[0] : undefined;
}
function namesOf(resource: ResourceInstance): readonly string[] {
  const names = ['LoadBalancerName', 'TargetGroupName'].flatMap((key) => textOf(fieldOf(resource.values, key)) ?? []);
  return [...names, baseNameOf(resource.address)];
}

/** Attributes of a balancer nobody described still are a balancer with these settings. */
function unowned(attributes: ResourceInstance): (ProxyFact | TargetGroupFact)[] {
  return productsWithKeys('aws-cli', attributes.type).flatMap((product): (ProxyFact | TargetGroupFact)[] => {
    const settings: readonly WrittenSetting[] = settingsOf('aws-cli', attributes.type, product, attributes.values);
    const { address: id, at } = attributes;
    const name = baseNameOf(id).replace(/\.json$/, '');
    if (settings.length === 0) return [];
    return attributes.type === 'describe-target-group-attributes'
      ? [{ kind: 'target-group', product, id, name, at, settings }]
      : [{ kind: 'proxy', product, id, name, at, settings, forwardsTo: [] }];
  });
}
