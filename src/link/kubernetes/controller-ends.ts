// A controller of which the scan shows what stands in front, and none of the routes that it serves: the end of what is known.
import { product as knowledgeOf, settingNames, settingRow } from '../../knowledge/lookup.js';
import type { ContainerFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { type Setting, type UnknownReason, unknown } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';
import type { Hop, Workload } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { referenceText } from '../image/image-names.js';
import { withNames } from '../names/evaluate.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { controllersIn, controllerVersion } from './controller-workloads.js';
import { settingLayers } from './policies.js';
import { noVersion } from './route-hops.js';

/** Undefined for any other workload. */
export function controllerHop(workload: Workload, { facts, names }: LinkContext): Hop | undefined {
  const { fact } = workload;
  const running = fact.containers.flatMap((container) =>
    controllersIn(container).flatMap((id) =>
      ['ingress', 'gateway'].includes(knowledgeOf(id)?.kind ?? '') ? [{ id, container }] : [],
    ),
  );
  const [only, another] = running;
  if (only === undefined || another !== undefined) return undefined;
  const { id, container } = only;
  const at = container.image?.at ?? container.at;
  const isRead = facts
    .of('policy')
    .some((each) => each.product === id && each.attach.some((target) => target.to === 'controller'));
  const computed = isRead || !namesConfiguration(container) ? new Map() : unreadSettings(id, workload, at);
  const version = controllerVersion(id, facts, noVersion({ nameAt: at }));
  const product = productOf(id, at);
  return {
    is: 'hop',
    id: `${id}/${fact.namespace === undefined ? '' : `${fact.namespace}/`}${fact.name}`,
    name: `${product.title} (${workload.title})`,
    product,
    at,
    settings: buildSettingTable({
      product: id,
      version,
      creator: 'ingress',
      impliedBy: at,
      layers: settingLayers({ product: id, gateways: [], podLabels: fact.podLabels, pod: fact }, facts),
      environment: withNames(names),
      computed,
    }).table,
    habits: habitsOf(id, version, at),
    version,
    workload,
  };
}
/** `--configFile=/etc/traefik/traefik.yml`, `--configmap=$(POD_NAMESPACE)/ingress-nginx`. */
function namesConfiguration({ command, args, env }: ContainerFact): boolean {
  const words = [...(command?.words ?? []), ...(args?.words ?? [])];
  const values = env.map(({ name, value }) => `${name} ${value === undefined ? '' : referenceText(value)}`);
  return [...words, ...values].some((each) => /config/i.test(each));
}
/** Whatever that configuration can set. */
function unreadSettings(id: string, { title }: Workload, at: Location): ReadonlyMap<SettingName, Setting<unknown>> {
  const reason: UnknownReason = {
    kind: 'not-in-scan',
    text: `the configuration that ${title} is started with is not in the scan`,
    settle: 'Lint it together with that configuration.',
    at,
  };
  const settable = settingNames(id).filter((name) => (settingRow(id, name)?.keys ?? []).length > 0);
  return new Map(settable.map((name) => [name, unknown(reason)]));
}
