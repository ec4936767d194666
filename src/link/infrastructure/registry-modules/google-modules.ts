// Reads Google's module for a load balancer, and its variant before serverless NEGs, as the resources it creates.
// https://github.com/terraform-google-modules/terraform-google-lb-http (main.tf, modules/serverless_negs/main.tf)

import { entryOf, knownScalar, literalOf, type Settled, textOf } from '../values/settled.js';
import { attribute, entry, type KnownModule, type ModuleContext, map, named, resource } from './module-context.js';

const sources =
  /(?:^|\/)(?:GoogleCloudPlatform|terraform-google-modules)\/(?:lb-http\/google|terraform-google-lb-http(?:\.git)?)(?:\/\/modules\/(?:serverless_negs|dynamic_backends))?(?:\?|$)/;

/** Arguments of a backend that become attributes of the same name. */
const passedOn = new Set(['timeout_sec', 'connection_draining_timeout_sec']);

export function googleModule(context: ModuleContext): KnownModule | undefined {
  if (!sources.test(context.call.source ?? '')) return undefined;
  const { values } = context;
  const { at } = values;
  const name = textOf(entryOf(values, 'name')?.value);
  const called = (text: string): Settled | undefined => (name === undefined ? undefined : knownScalar(text, at));
  const backends = named(entryOf(values, 'backends')?.value).map((each) => ({
    key: each.key,
    service: resource(
      context,
      'google_compute_backend_service',
      `default${each.index}`,
      map(
        [
          entry('name', called(`${name}-backend-${each.key}`), each.value.at),
          entry('backend', entryOf(each.value, 'groups')?.value, each.value.at),
          ...each.value.entries.filter(({ key }) => passedOn.has(key)),
        ],
        each.value.at,
      ),
    ),
  }));
  const [first] = backends;
  const own = resource(
    context,
    'google_compute_url_map',
    'default',
    map([entry('default_service', first && attribute(first.service.address, 'self_link', at), at)], at),
  );
  const isOwn = literalOf(entryOf(values, 'create_url_map')?.value) !== false;
  const urlMap = isOwn ? attribute(own.address, 'self_link', at) : entryOf(values, 'url_map')?.value;
  const isSecure = literalOf(entryOf(values, 'ssl')?.value) === true;
  const proxy = resource(
    context,
    isSecure ? 'google_compute_target_https_proxy' : 'google_compute_target_http_proxy',
    'default',
    map([entry('name', called(name ?? ''), at), entry('url_map', urlMap, at)], at),
  );
  return {
    resources: [proxy, ...(isOwn ? [own] : []), ...backends.map(({ service }) => service)],
    output: (wanted, place) =>
      wanted === 'backend_services'
        ? map(
            backends.map(({ key, service }) => {
              const names = ['self_link', 'id', 'name'];
              const ways = names.map((each) => entry(each, attribute(service.address, each, place), place));
              return entry(key, map(ways, place), place);
            }),
            place,
          )
        : undefined,
  };
}
