// Applications that Terraform and CloudFormation put on a platform that runs them: what each is called, what it runs, and its variables.
import type { ContainerFact, EnvFact, HostedKind, PlatformOption, WorkloadFact } from '../../../model/facts.js';
import { podless } from '../../../model/podless.js';
import type { Network } from '../resources/network.js';
import { asText } from '../resources/object-fields.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf } from '../resources/resource-links.js';
import { configuredName } from '../resources/resource-names.js';
import { expressionOf, imageOf, itemsOf, numberOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';

export function hostedFacts({ resources }: Network): WorkloadFact[] {
  return resources.flatMap((resource) => {
    const read = Object.hasOwn(readers, resource.type) ? readers[resource.type] : undefined;
    return read === undefined ? [] : read(resource, fieldsOf(resource)).map((app) => workloadOf(resource, app));
  });
}

interface HostedApp {
  readonly kind: HostedKind;
  readonly name: Settled | undefined;
  readonly containers: readonly ContainerFact[];
  readonly grace?: Settled | undefined;
  readonly options?: WorkloadFact['options'];
}
type Reader = (resource: ResourceInstance, fields: Settled) => readonly HostedApp[];

const readers: Readonly<Record<string, Reader>> = {
  azurerm_container_app: containerApp,
  aws_apprunner_service: appRunner,
  'AWS::AppRunner::Service': appRunner,
  azurerm_linux_web_app: webApp,
  azurerm_windows_web_app: webApp,
  azurerm_app_service: webApp,
  aws_elastic_beanstalk_environment: beanstalk,
  'AWS::ElasticBeanstalk::Environment': beanstalk,
  google_app_engine_flexible_app_version: appEngine,
  google_app_engine_standard_app_version: appEngine,
  digitalocean_app: appPlatform,
};

function workloadOf(resource: ResourceInstance, { kind, name, containers, grace, options }: HostedApp): WorkloadFact {
  const title = textOf(name) || undefined;
  const stop = expressionOf(grace);
  return {
    ...podless,
    kind: 'workload',
    platform: 'hosted',
    workloadKind: kind,
    name: title ?? configuredName(resource),
    address: `${resource.scope} ${resource.address}${resource.type === 'digitalocean_app' ? ` ${title ?? ''}` : ''}`,
    at: resource.at,
    nameAt: title === undefined || name === undefined ? resource.nameAt : placeOfSettled(name),
    scope: resource.scope,
    complete: containers.length > 0,
    containers,
    podSpecAt: resource.at,
    ...(stop === undefined ? {} : { grace: stop }),
    ...(options === undefined ? {} : { options }),
  };
}

function containerApp(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const template = field(fields, 'template');
  // Requests arrive at the first container that listens; which one that is, only its port could tell.
  const port = field(fields, 'ingress', 'target_port');
  const containers = itemsOf(field(template, 'container')).map((block, index) =>
    containerOf({
      block,
      name: textOf(field(block, 'name')) ?? configuredName(resource),
      image: field(block, 'image'),
      env: itemsOf(field(block, 'env')).flatMap((each) => pair(each, 'name', ['secret_name', 'secret_ref'])),
      open: openEnv(field(block, 'env')),
      command: field(block, 'command'),
      args: field(block, 'args'),
      port: index === 0 ? port : undefined,
    }),
  );
  const grace = field(template, 'termination_grace_period_seconds');
  return [{ kind: 'ContainerApp', name: field(fields, 'name'), containers, grace }];
}

function appRunner(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const source = field(fields, 'source_configuration');
  const ofImage = field(source, 'image_repository', 'image_configuration');
  const ofCode = field(source, 'code_repository', 'code_configuration', 'code_configuration_values');
  const settings = ofImage ?? ofCode;
  const variables = field(settings, 'runtime_environment_variables');
  const container = containerOf({
    block: field(source, 'image_repository') ?? source ?? fields,
    name: textOf(field(fields, 'service_name')) ?? configuredName(resource),
    image: field(source, 'image_repository', 'image_identifier'),
    env: [
      ...variablesIn(variables),
      ...variablesIn(field(settings, 'runtime_environment_secrets')).map(({ name, at }) => secret(name, at)),
    ],
    open: openEnv(variables),
    command: undefined,
    args: undefined,
    port: field(settings, 'port'),
  });
  return [{ kind: 'AppRunnerService', name: field(fields, 'service_name'), containers: [container] }];
}

/** https://learn.microsoft.com/en-us/azure/app-service/configure-custom-container#configure-port-number */
export const appServiceChooses = 'App Service chooses the port';
function webApp(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const settings = field(fields, 'app_settings');
  const stack = field(fields, 'site_config', 'application_stack');
  const container = containerOf({
    block: fields,
    name: textOf(field(fields, 'name')) ?? configuredName(resource),
    image: field(stack, 'docker_image_name') ?? field(stack, 'docker_image'),
    env: variablesIn(settings),
    open: openEnv(settings),
    command: undefined,
    args: undefined,
    port: undefined,
  });
  const portsOpen = { text: appServiceChooses, at: container.at };
  return [{ kind: 'AzureWebApp', name: field(fields, 'name'), containers: [{ ...container, portsOpen }] }];
}

const variablesOfBeanstalk = 'aws:elasticbeanstalk:application:environment';
function beanstalk(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const settings = itemsOf(field(fields, 'setting') ?? field(fields, 'option_settings'));
  const env = settings.flatMap((each): EnvFact[] => {
    if (textOf(field(each, 'namespace')) !== variablesOfBeanstalk) return [];
    const name = textOf(field(each, 'name') ?? field(each, 'option_name'));
    return name === undefined ? [] : [variable(name, placeOfSettled(each), field(each, 'value'))];
  });
  const name = field(fields, 'name') ?? field(fields, 'environment_name');
  const container = containerOf({
    block: fields,
    name: textOf(name) ?? configuredName(resource),
    image: undefined,
    env,
    open: openEnv(field(fields, 'setting') ?? field(fields, 'option_settings')),
    command: undefined,
    args: undefined,
    port: undefined,
  });
  const given = settings.flatMap((each): PlatformOption[] => {
    const namespace = textOf(field(each, 'namespace'));
    const option = textOf(field(each, 'name') ?? field(each, 'option_name'));
    const value = expressionOf(field(each, 'value'));
    if (namespace === undefined || namespace === variablesOfBeanstalk || option === undefined || value === undefined)
      return [];
    return [{ namespace, name: option, value, at: placeOfSettled(each) }];
  });
  // A worker gets its requests from a queue, and no balancer stands in front, as of a single instance.
  const tier = field(fields, 'tier');
  if (tier !== undefined && (textOf(tier) ?? textOf(field(tier, 'name'))) === 'Worker') {
    const at = placeOfSettled(tier);
    const value = { kind: 'literal', value: 'SingleInstance', at } as const;
    given.push({ namespace: 'aws:elasticbeanstalk:environment', name: 'EnvironmentType', value, at });
  }
  const portsOpen = { text: 'Elastic Beanstalk chooses the port', at: container.at };
  const more = field(fields, 'template_name') ?? field(fields, 'configuration_template_name');
  const saved = more && { text: 'a saved configuration sets options, too', at: placeOfSettled(more) };
  const unseen = container.envOpen ?? saved;
  return [
    {
      kind: 'BeanstalkEnvironment',
      name,
      containers: [{ ...container, portsOpen }],
      options: { given, ...(unseen === undefined ? {} : { open: unseen }) },
    },
  ];
}

function appEngine(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const variables = field(fields, 'env_variables');
  const container = containerOf({
    block: fields,
    name: textOf(field(fields, 'service')) ?? configuredName(resource),
    image: field(fields, 'deployment', 'container', 'image'),
    env: variablesIn(variables),
    open: openEnv(variables),
    command: undefined,
    args: undefined,
    port: undefined,
  });
  return [{ kind: 'AppEngineService', name: field(fields, 'service'), containers: [container] }];
}

function appPlatform(resource: ResourceInstance, fields: Settled): readonly HostedApp[] {
  const spec = field(fields, 'spec');
  const shared = itemsOf(field(spec, 'env')).flatMap((each) => pair(each, 'key', []));
  return itemsOf(field(spec, 'service')).map((service) => {
    const own = itemsOf(field(service, 'env')).flatMap((each) => pair(each, 'key', []));
    const name = field(service, 'name');
    const container = containerOf({
      block: service,
      name: textOf(name) ?? configuredName(resource),
      image: field(service, 'image', 'repository'),
      env: [...shared, ...own],
      open: openEnv(field(service, 'env')),
      command: undefined,
      args: undefined,
      port: field(service, 'http_port'),
    });
    return { kind: 'AppPlatformService', name, containers: [container] };
  });
}

interface Parts {
  readonly block: Settled;
  readonly name: string;
  readonly image: Settled | undefined;
  readonly env: readonly EnvFact[];
  readonly open: ContainerFact['envOpen'];
  readonly command: Settled | undefined;
  readonly args: Settled | undefined;
  readonly port: Settled | undefined;
}
function containerOf({ block, name, env, open, port, ...rest }: Parts): ContainerFact {
  const image = imageOf(rest.image);
  const command = wordsOf(rest.command);
  const args = wordsOf(rest.args);
  const number = numberOf(port);
  return {
    name,
    at: placeOfSettled(block),
    env,
    envFrom: [],
    ports: port === undefined || number === undefined ? [] : [{ port: number, at: placeOfSettled(port) }],
    sidecar: false,
    ...(open === undefined ? {} : { envOpen: open }),
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
  };
}
function wordsOf(value: Settled | undefined): ContainerFact['command'] {
  const items = itemsOf(value);
  const words = items.flatMap((item) => textOf(item) ?? []);
  if (value === undefined || items.length === 0 || words.length < items.length) return undefined;
  return { form: 'exec', words, at: placeOfSettled(value) };
}

/** A map of names to values, or a list of pairs. */
function variablesIn(value: Settled | undefined): EnvFact[] {
  const map = value?.is === 'json' ? value.value : value;
  if (map?.is === 'map' && !map.entries.some(({ key }) => /^name$/i.test(key)))
    return map.entries.map(({ key, keyAt, value: written }) => variable(key, keyAt, written));
  return itemsOf(value).flatMap((each) => pair(each, 'name', []));
}
function pair(block: Settled, key: string, secrets: readonly string[]): EnvFact[] {
  const name = textOf(field(block, key));
  if (name === undefined) return [];
  const at = placeOfSettled(block);
  if (secrets.some((each) => (textOf(field(block, each)) ?? '') !== '')) return [secret(name, at)];
  return [variable(name, at, field(block, 'value'))];
}
function variable(name: string, at: EnvFact['at'], written: Settled | undefined): EnvFact {
  const value = expressionOf(written);
  // Terraform leaves out what is null, and nobody sees what is left open.
  return value === undefined ? secret(name, at) : { name, at, value: asText(value) };
}
const secret = (name: string, at: EnvFact['at']): EnvFact => ({
  name,
  at,
  from: { kind: 'secret', name: '', key: '' },
});

/** Where more variables may come from than those that are listed. */
function openEnv(value: Settled | undefined): ContainerFact['envOpen'] {
  if (value === undefined) return undefined;
  const open =
    value.is === 'map' && value.open !== undefined
      ? value.open
      : value.is === 'scalar' && value.value === undefined
        ? value.expression
        : undefined;
  if (open !== undefined) {
    const text = open.kind === 'unknown' ? open.text : 'a variable decides about some of them';
    return { text, at: open.at };
  }
  const items = value.is === 'list' ? value.items : value.is === 'either' ? value.options : [];
  return items.map(openEnv).find((each) => each !== undefined);
}
