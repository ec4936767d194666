// The constructs of the AWS CDK that a request can pass, by class and by method, as its libraries name them.
import { is, type Node, unwrap } from '../ast.js';
import type { Source } from '../source.js';
import { type Reference, referenceOf } from '../values/references.js';

/** Made with a scope, an id and properties. */
const constructClasses: ReadonlySet<string> = new Set([
  'ApplicationLoadBalancedFargateService',
  'ApplicationLoadBalancedEc2Service',
  'NetworkLoadBalancedFargateService',
  'NetworkLoadBalancedEc2Service',
  'ApplicationMultipleTargetGroupsFargateService',
  'ApplicationMultipleTargetGroupsEc2Service',
  'NetworkMultipleTargetGroupsFargateService',
  'NetworkMultipleTargetGroupsEc2Service',
  'ApplicationLoadBalancer',
  'NetworkLoadBalancer',
  'ApplicationListener',
  'NetworkListener',
  'ApplicationListenerRule',
  'ApplicationTargetGroup',
  'NetworkTargetGroup',
  'FargateTaskDefinition',
  'Ec2TaskDefinition',
  'TaskDefinition',
  'FargateService',
  'Ec2Service',
  'ContainerDefinition',
  'LinuxParameters',
  'Distribution',
  'HttpApi',
  'HttpRoute',
  'DockerImageAsset',
  'Repository',
]);

/** What their methods take, in order; a last name with `...` takes all that follow. Those with an id make a construct and give it back. */
export const constructMethods: Readonly<Record<string, readonly string[]>> = {
  addListener: ['id', 'props'],
  addTargets: ['id', 'props'],
  addTargetGroups: ['id', 'props'],
  addAction: ['id', 'props'],
  addContainer: ['id', 'props'],
  addPortMappings: ['...mappings'],
  addEnvironment: ['name', 'value'],
  addTarget: ['...targets'],
  attachToApplicationTargetGroup: ['targetGroup'],
  attachToNetworkTargetGroup: ['targetGroup'],
  registerLoadBalancerTargets: ['...targets'],
  configureHealthCheck: ['props'],
  autoScaleTaskCount: ['props'],
  addRoutes: ['props'],
  setAttribute: ['key', 'value'],
};
/** Their last argument takes the place of what was there. */
export const methodsThatSet: ReadonlySet<string> = new Set(['addEnvironment', 'configureHealthCheck', 'setAttribute']);
export const methodsThatMake: ReadonlySet<string> = new Set(['addListener', 'addTargets', 'addContainer']);

/** Resources of templates that can be made by themselves, by the module of their classes: `CfnListener` is `Listener` among these. */
const templates: ReadonlyMap<string, { readonly namespace: string; readonly types: readonly string[] }> = new Map([
  [
    'elasticloadbalancingv2',
    { namespace: 'AWS::ElasticLoadBalancingV2', types: ['LoadBalancer', 'TargetGroup', 'Listener', 'ListenerRule'] },
  ],
  ['ecs', { namespace: 'AWS::ECS', types: ['Service', 'TaskDefinition'] }],
  ['cloudfront', { namespace: 'AWS::CloudFront', types: ['Distribution'] }],
]);
/** `AWS::ECS::Service` for `CfnService` of the module for ECS: other modules have classes of the same names. */
export function templateType({ module, path }: Reference): string | undefined {
  const name = /^Cfn(\w+)$/.exec(path.at(-1) ?? '')?.[1];
  const part = /\/aws[-_](\w+)$/.exec(library.test(module) ? [module, ...path.slice(0, -1)].join('/') : '')?.[1];
  const known = templates.get(part ?? '');
  return name !== undefined && known?.types.includes(name) === true ? `${known.namespace}::${name}` : undefined;
}
export const isTemplateType = (type: string | undefined): boolean => type?.startsWith('AWS::') === true;

/** The class of a construct, or the type of the resource that a construct is; undefined for what no request passes. */
export function constructType(source: Source, callee: Node): string | undefined {
  const name = libraryName(source, callee);
  if (name !== undefined && constructClasses.has(name)) return name;
  const reference = name === undefined ? undefined : referenceOf(source, callee);
  return reference && templateType(reference);
}

const library = /^(?:aws-cdk-lib|@aws-cdk)(?:\/|$)/;

/** The name below the libraries of the CDK, modules left out: `Duration.seconds`, `ApplicationLoadBalancer`. */
export function libraryName(source: Source, node: Node): string | undefined {
  const reference = referenceOf(source, node);
  if (reference === undefined || !library.test(reference.module)) return undefined;
  const path =
    reference.module === 'aws-cdk-lib' ? reference.path.filter((each) => !/^aws_/.test(each)) : reference.path;
  return path.join('.');
}
/** The member of an enumeration of the libraries: `Protocol.TCP` is `TCP`. */
export function enumMember(source: Source, node: Node): string | undefined {
  const inner = unwrap(node);
  if (!is(inner, 'MemberExpression')) return undefined;
  return /^\w+\.([A-Z][A-Z\d_]*)$/.exec(libraryName(source, inner) ?? '')?.[1];
}
