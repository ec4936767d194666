// Follows references between resources: by address inside a configuration, by ARN or name where values are final.
import { append } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { asMap } from '../values/merged-maps.js';
import { entryIn, entryOf, fieldOf, literalOf, optionsOf, type Settled, textOf } from '../values/settled.js';
import { withoutCount } from './overlay-values.js';
import type { ResourceInstance } from './resource-instance.js';

export interface ResourceRef {
  /** An address, or the text a file gives: an ARN, a name. */
  readonly id: string;
  readonly at: Location;
}

/** What a value refers to; several when it may be one of several. */
function refsOf(value: Settled | undefined): readonly ResourceRef[] {
  return optionsOf(value).flatMap((option): readonly ResourceRef[] => {
    if (option.is === 'resource') {
      const text = textOf(option);
      return [{ id: option.address, at: option.at }, ...(text === undefined ? [] : [{ id: text, at: option.at }])];
    }
    if (option.is === 'list') return option.items.flatMap((item) => refsOf(item));
    if (option.is === 'scalar' && option.parts !== undefined) return option.parts.flatMap((part) => refsOf(part));
    const text = literalOf(option);
    return typeof text === 'string' && option.is === 'scalar' ? [{ id: text, at: option.expression.at }] : [];
  });
}

/** The fields of a resource: CloudFormation keeps them below `Properties`. */
export function fieldsOf(resource: ResourceInstance): Settled {
  const properties = entryOf(resource.values, 'Properties')?.value;
  if (properties === undefined || !resource.type.includes('::')) return resource.values;
  // All of them may be decided elsewhere.
  return asMap(properties);
}

/** A service of ECS. */
export const isService = ({ type }: ResourceInstance): boolean =>
  /^(?:aws_ecs_service|AWS::ECS::Service|FargateService|Ec2Service)$/.test(type);

/** A field whichever way its language spells it: `load_balancer_arn`, `LoadBalancerArn`, `loadBalancerArn`. */
export function field(value: Settled | undefined, ...names: readonly string[]): Settled | undefined {
  let current = value;
  for (const name of names) {
    const map: Settled | undefined =
      current?.is === 'list' ? current.items[0] : current?.is === 'json' ? current.value : current;
    if (map?.is !== 'map') return undefined;
    const wanted = plain(name);
    current = entryIn(map, name, (entry) => plain(entry.key) === wanted)?.value;
  }
  return current;
}
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Other names it goes by, among them what a reference without index says. */
export function aliasesOf(resource: ResourceInstance): readonly string[] {
  const texts = ['arn', 'id', 'dns_name', 'name', 'self_link'].map((key) => textOf(fieldOf(resource.values, key)));
  const names = [withoutCount(resource.address), ...texts].flatMap((text) => text ?? []);
  return [...new Set(names)].filter((name) => name !== resource.address);
}

/** Resources of one installation by everything that may name them. */
export class ResourceNames {
  readonly #found = new Map<string, ResourceInstance>();
  /** Those that `for_each` made, by the address of all of them. */
  readonly #copies = new Map<string, ResourceInstance[]>();

  constructor(resources: readonly ResourceInstance[]) {
    for (const resource of resources) {
      for (const name of [resource.address, ...aliasesOf(resource)]) {
        const key = `${resource.scope}\n${name}`;
        if (!this.#found.has(key)) this.#found.set(key, resource);
      }
      const together = resource.address.replace(/\["[^"\]]*"\]$/, '');
      if (together !== resource.address) append(this.#copies, `${resource.scope}\n${together}`, resource);
    }
  }

  find(scope: string, id: string): ResourceInstance | undefined {
    return this.#found.get(`${scope}\n${id}`) ?? this.#found.get(`${scope}\n${withoutCount(id)}`);
  }
  /** The resources of that kind which a value refers to. */
  all(
    scope: string,
    value: Settled | undefined,
  ): readonly { readonly resource: ResourceInstance; readonly at: Location }[] {
    const seen = new Set<ResourceInstance>();
    return refsOf(value).flatMap(({ id, at }) => {
      const resource = this.find(scope, id);
      const found = resource === undefined ? (this.#copies.get(`${scope}\n${id}`) ?? []) : [resource];
      return found.flatMap((each) => {
        if (seen.has(each)) return [];
        seen.add(each);
        return [{ resource: each, at }];
      });
    });
  }
}
