// Proxies that configure themselves from the other containers of a compose project: caddy-docker-proxy by labels, nginx-proxy by variables.
import { directiveKeys } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type { Annotation, FileFacts, ProxyFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { imageName, referenceText } from '../image/image-names.js';

export function settleComposeProxies(files: readonly FileFacts[]): readonly FileFacts[] {
  const workloads = files
    .flatMap((file) => file.facts)
    .filter((fact) => fact.kind === 'workload')
    .filter((each) => each.platform === 'compose' && each.complete);
  const hosts = new Hosts(workloads);
  const made = workloads.flatMap((workload) => [
    ...caddyProxies(workload, hosts),
    ...caddyCommands(workload),
    ...nginxProxies(workload, hosts),
  ]);
  if (made.length === 0) return files;
  return files.map((file) => {
    const added = made.filter((each) => each.at.file === file.file);
    return added.length === 0 ? file : { ...file, facts: [...file.facts, ...added] };
  });
}

/** The containers that run such a proxy, one for each project. */
class Hosts {
  readonly #all: readonly WorkloadFact[];
  readonly #known = new Map<RegExp, ReadonlyMap<string | undefined, WorkloadFact>>();

  constructor(all: readonly WorkloadFact[]) {
    this.#all = all;
  }

  of(workload: WorkloadFact, images: RegExp): WorkloadFact | undefined {
    const known = this.#known.get(images) ?? this.#find(images);
    this.#known.set(images, known);
    return known.get(workload.scope);
  }
  #find(images: RegExp): ReadonlyMap<string | undefined, WorkloadFact> {
    const hosts = new Map<string | undefined, WorkloadFact>();
    for (const each of this.#all) {
      const image = each.containers[0]?.image;
      const path = image === undefined ? undefined : imageName(referenceText(image))?.path;
      if (path !== undefined && images.test(path) && !hosts.has(each.scope)) hosts.set(each.scope, each);
    }
    return hosts;
  }
}
function proxyBefore(
  workload: WorkloadFact,
  host: WorkloadFact | undefined,
  parts: Pick<ProxyFact, 'product' | 'name' | 'at' | 'settings'> & { readonly port: number | undefined },
): ProxyFact {
  const { port, ...rest } = parts;
  return {
    kind: 'proxy',
    ...rest,
    id: `${parts.product} to ${workload.name}`,
    ...(workload.scope === undefined ? {} : { scope: workload.scope }),
    forwardsTo: [{ to: 'address', value: workload.name, at: parts.at, ...(port === undefined ? {} : { port }) }],
    ...(host === undefined ? {} : { runsIn: { workload: host.name } }),
  };
}

// ---------------------------------------------------------------- caddy-docker-proxy

const caddyDockerProxy = /(?:^|\/)caddy-docker-proxy$/;

/**
 * `caddy: shop.example.com` and `caddy.reverse_proxy: "{{upstreams 3000}}"`; deeper labels are the directives inside.
 * https://github.com/lucaslorentz/caddy-docker-proxy#labels-to-caddyfile-conversion
 */
function caddyProxies(workload: WorkloadFact, hosts: Hosts): readonly ProxyFact[] {
  return workload.annotations.flatMap((label): ProxyFact[] => {
    const site = /^(caddy(?:_\d+)?)\.(?:[\w*]+\.)?(?:\d+_)?reverse_proxy$/.exec(label.key)?.[1];
    const upstreams = /\{\{\s*upstreams(?:\s+https?)?(?:\s+(\d{1,5}))?\s*\}\}/.exec(label.value);
    if (site === undefined || upstreams === null) return [];
    const address = workload.annotations.find((each) => each.key === site);
    const inside = workload.annotations.filter((each) => each.key.startsWith(`${label.key}.`));
    return [
      proxyBefore(workload, hosts.of(workload, caddyDockerProxy), {
        product: 'caddy',
        name: address?.value ?? workload.name,
        at: label.keyAt,
        settings: inside.flatMap((each) => directiveOf(each, label.key)),
        port: upstreams[1] === undefined ? undefined : Number(upstreams[1]),
      }),
    ];
  });
}
/** `caddy.reverse_proxy.transport.keepalive`: the last name is the directive, the one before it the block it stands in. */
function directiveOf({ key, value, at, keyAt }: Annotation, before: string): readonly WrittenSetting[] {
  const steps = ['reverse_proxy', ...key.slice(before.length + 1).split('.')].map((step) => step.replace(/^\d+_/, ''));
  const [context, name] = [steps.at(-2), steps.at(-1)];
  const entries = (directiveKeys('caddy').get(name ?? '') ?? []).filter(
    (entry) => context !== undefined && entry.key.context.includes(context),
  );
  const worded = entries.filter((entry) => entry.key.words !== undefined && Object.hasOwn(entry.key.words, value));
  const meant = worded.length > 0 ? worded : entries.filter((entry) => entry.key.words === undefined);
  return meant.map(({ setting }) => ({ name: setting, key: name ?? '', value: literal(value, at), keyAt }));
}

/** `caddy reverse-proxy --from shop.example.com --to api:3000`: https://caddyserver.com/docs/command-line#caddy-reverse-proxy */
function caddyCommands(workload: WorkloadFact): readonly ProxyFact[] {
  const [container] = workload.containers;
  const started = container?.args ?? container?.command;
  const words = [...(container?.command?.words ?? []), ...(container?.args?.words ?? [])];
  const command = words.indexOf('reverse-proxy');
  if (started === undefined || !/(?:^|\/)caddy$/.test(words[command - 1] ?? '')) return [];
  const given = (...names: readonly string[]): readonly string[] =>
    words.flatMap((word, index) => {
      const [name = '', value] = word.split(/=(.*)/s);
      if (index <= command || !names.includes(name)) return [];
      return [value ?? words[index + 1] ?? ''];
    });
  const forwardsTo = given('--to', '-t').flatMap((address) => {
    const [, host, port] = /^(?:\w+:\/\/)?([A-Za-z][\w.-]*):(\d{1,5})$/.exec(address) ?? [];
    return host === undefined ? [] : [{ to: 'address' as const, value: host, at: started.at, port: Number(port) }];
  });
  if (forwardsTo.length === 0) return [];
  return [
    {
      kind: 'proxy',
      product: 'caddy',
      id: `caddy in ${workload.name}`,
      name: given('--from', '-f').find((each) => !/[${]/.test(each)) ?? workload.name,
      at: started.at,
      settings: [],
      forwardsTo,
      runsIn: { workload: workload.name },
      ...(workload.scope === undefined ? {} : { scope: workload.scope }),
    },
  ];
}

// ---------------------------------------------------------------- nginx-proxy

const nginxProxy = /^(?:nginxproxy|jwilder)\/nginx-proxy$/;

/**
 * A container with VIRTUAL_HOST, while some container runs nginx-proxy. Whether it pools depends on its version and on labels it has learnt
 * since: https://github.com/nginx-proxy/nginx-proxy/blob/main/nginx.tmpl
 */
function nginxProxies(workload: WorkloadFact, hosts: Hosts): readonly ProxyFact[] {
  const variables = workload.containers[0]?.env ?? [];
  const site = variables.find((each) => each.name === 'VIRTUAL_HOST');
  const host = hosts.of(workload, nginxProxy);
  if (site === undefined || host === undefined || host === workload) return [];
  const port = variables.find((each) => each.name === 'VIRTUAL_PORT')?.value;
  const number = port?.kind === 'literal' ? Number(port.value) : workload.containers[0]?.ports[0]?.port;
  const name = site.value?.kind === 'literal' ? String(site.value.value) : workload.name;
  return [
    proxyBefore(workload, host, {
      product: 'nginx',
      name,
      at: site.at,
      settings: [unknownPooling(site.at)],
      port: number !== undefined && Number.isInteger(number) ? number : undefined,
    }),
  ];
}
function unknownPooling(at: Location): WrittenSetting {
  const text =
    'nginx-proxy writes the configuration, and whether it reuses connections depends on its version and labels';
  return {
    name: 'outbound.pooling',
    key: 'keepalive',
    value: { kind: 'unknown', reason: 'version-unknown', text, at },
    keyAt: at,
  };
}
