// Reads Google's modules for one service of Cloud Run, of the older resource and of the newer one, as the service they create.
// https://github.com/GoogleCloudPlatform/terraform-google-cloud-run (main.tf, modules/v2/main.tf)
import type { Location } from '../../../model/location.js';
import {
  entryOf,
  itemsOf,
  knownScalar,
  placeOfSettled,
  type Settled,
  type SettledEntry,
  type SettledMap,
} from '../values/settled.js';
import {
  attribute,
  entry,
  type KnownModule,
  leftToModule,
  type ModuleContext,
  map,
  resource,
} from './module-context.js';

const sources =
  /(?:^|\/)(?:GoogleCloudPlatform|terraform-google-modules)\/(?:cloud-run\/google|terraform-google-cloud-run(?:\.git)?)(\/\/modules\/v2\/?)?(?:\?|$)/;

export function cloudRunModule(context: ModuleContext): KnownModule | undefined {
  const source = sources.exec(context.call.source ?? '');
  if (source === null) return undefined;
  const service = source[1] === undefined ? olderService(context) : newerService(context);
  return {
    resources: [service],
    output: (name, at) =>
      name === 'service_name' || name === 'service_id'
        ? attribute(service.address, name === 'service_name' ? 'name' : 'id', at)
        : undefined,
  };
}

/** An argument under the name of the attribute that it becomes. */
function passed(values: SettledMap, argument: string, as: string): SettledEntry | undefined {
  const given = entryOf(values, argument);
  return given === undefined ? undefined : { ...given, key: as };
}
const listOf = (value: Settled): Settled => ({ is: 'list', items: [value], at: placeOfSettled(value) });

function olderService(context: ModuleContext): KnownModule['resources'][number] {
  const { values } = context;
  const { at } = values;
  const container = map(
    [
      passed(values, 'image', 'image'),
      passed(values, 'container_command', 'command'),
      passed(values, 'argument', 'args'),
      passed(values, 'env_vars', 'env'),
      portsOf(entryOf(values, 'ports')?.value, 'port'),
      entry('resources', listOf(map([passed(values, 'limits', 'limits')], at)), at),
    ],
    at,
  );
  const spec = map(
    [
      entry('containers', listOf(container), at),
      passed(values, 'container_concurrency', 'container_concurrency'),
      passed(values, 'timeout_seconds', 'timeout_seconds'),
      ...leftToModule(context, values, ['timeout_seconds']),
    ],
    at,
  );
  return serviceOf(context, 'google_cloud_run_service', map([entry('spec', listOf(spec), at)], at));
}

function newerService(context: ModuleContext): KnownModule['resources'][number] {
  const { values } = context;
  const { at } = values;
  const containers = entryOf(values, 'containers')?.value;
  const items =
    containers?.is === 'list' ? containers.items.map((each) => (each.is === 'map' ? newerContainer(each) : each)) : [];
  const template = map(
    [
      items.length === 0 ? entry('containers', containers, at) : entry('containers', { is: 'list', items, at }, at),
      passed(values, 'timeout', 'timeout'),
      passed(values, 'max_instance_request_concurrency', 'max_instance_request_concurrency'),
    ],
    at,
  );
  return serviceOf(context, 'google_cloud_run_v2_service', template);
}
function newerContainer(container: SettledMap): Settled {
  return map(
    [
      passed(container, 'container_name', 'name'),
      passed(container, 'container_image', 'image'),
      passed(container, 'container_command', 'command'),
      passed(container, 'container_args', 'args'),
      passed(container, 'working_dir', 'working_dir'),
      variablesOf(entryOf(container, 'env_vars')),
      portsOf(entryOf(container, 'ports')?.value, 'container_port'),
      passed(container, 'resources', 'resources'),
    ],
    container.at,
  );
}

function serviceOf(context: ModuleContext, type: string, template: SettledMap): KnownModule['resources'][number] {
  const { values } = context;
  return resource(
    context,
    type,
    'main',
    map(
      [
        passed(values, 'service_name', 'name'),
        passed(values, 'location', 'location'),
        entry('template', listOf(template), template.at),
      ],
      values.at,
    ),
  );
}
/** A map of names and values becomes a list of blocks. */
function variablesOf(given: SettledEntry | undefined): SettledEntry | undefined {
  if (given?.value.is !== 'map') return given === undefined ? undefined : { ...given, key: 'env' };
  const items = given.value.entries.map(({ key, keyAt, value }): Settled => blockOf(key, keyAt, value));
  return { ...given, key: 'env', value: { is: 'list', items, at: given.value.at } };
}
function blockOf(name: string, at: Location, value: Settled): Settled {
  return map([entry('name', knownScalar(name, at), at), { key: 'value', keyAt: at, value }], at);
}
function portsOf(ports: Settled | undefined, name: string): SettledEntry | undefined {
  const [port] = itemsOf(ports);
  if (port?.is !== 'map') return undefined;
  const number = passed(port, name, 'container_port');
  return number === undefined ? undefined : entry('ports', listOf(map([number], port.at)), port.at);
}
