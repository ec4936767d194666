// The constructs of the AWS CDK that a request can pass, by class and by method, as its libraries name them.
import { is, type Node, unwrap } from '../ast.js';
import type { Source } from '../source.js';
import { referenceOf } from '../values/references.js';

/** Made with a scope, an id and properties. */
export const constructClasses: ReadonlySet<string> = new Set([
  'ApplicationLoadBalancedFargateService',
  'ApplicationLoadBalancedEc2Service',
  'NetworkLoadBalancedFargateService',
  'NetworkLoadBalancedEc2Service',
  'ApplicationLoadBalancer',
  'NetworkLoadBalancer',
  'ApplicationListener',
  'NetworkListener',
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
  setAttribute: ['key', 'value'],
};
export const methodsThatMake: ReadonlySet<string> = new Set(['addListener', 'addTargets', 'addContainer']);

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
