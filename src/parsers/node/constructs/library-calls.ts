// What calls of the libraries of the AWS CDK stand for: lengths of time, images, and things that only wrap others.

/** What `Duration` counts by. */
export const secondsOf: ReadonlyMap<string, number> = new Map([
  ['Duration.millis', 0.001],
  ['Duration.seconds', 1],
  ['Duration.minutes', 60],
  ['Duration.hours', 3600],
  ['Duration.days', 86_400],
]);

/**
 * - `same`: what its first argument is.
 * - `folder`: an image that is built from the folder in its first argument, with the options in its second.
 * - a record: a map that has its arguments, by place, under these keys.
 */
export type Meaning = 'same' | 'folder' | Readonly<Record<string, number>>;

const balanced: Meaning = { balancer: 0, props: 1 };
const listened: Meaning = { listener: 0, props: 1 };
/** Before it had an id of its own, all was in one argument. */
const integrated: Meaning = { first: 0, listener: 1, props: 2 };

/** By name below the library. */
export const libraryCalls: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ContainerImage.fromAsset', 'folder'],
  ['AssetImage', 'folder'],
  ['DockerImageCode.fromImageAsset', 'folder'],
  ['ContainerImage.fromRegistry', 'same'],
  ['RepositoryImage', 'same'],
  ['ContainerImage.fromEcrRepository', { made: 0 }],
  ['ContainerImage.fromDockerImageAsset', { made: 0 }],
  ['EcrImage', { made: 0 }],
  ['Repository.fromRepositoryName', { repositoryName: 2 }],

  ['ListenerAction.forward', { targetGroups: 0 }],
  ['ListenerAction.weightedForward', { targetGroups: 0 }],
  ['ListenerAction.authenticateOidc', { before: 0 }],
  ['AuthenticateCognitoAction', { before: 0 }],
  ['NetworkListenerAction.forward', { targetGroups: 0 }],
  ['NetworkListenerAction.weightedForward', { targetGroups: 0 }],
  ['ListenerConfig.applicationListener', listened],
  ['ListenerConfig.networkListener', listened],
  ['AlbTarget', 'same'],
  ['AlbListenerTarget', 'same'],
  ['AlbArnTarget', 'same'],

  ['HttpAlbIntegration', integrated],
  ['HttpNlbIntegration', integrated],
  ['HttpUrlIntegration', { first: 0, url: 1, props: 2 }],

  ['HttpOrigin', { server: 0, props: 1 }],
  ['LoadBalancerV2Origin', balanced],
  ['VpcOrigin.withApplicationLoadBalancer', balanced],
  ['VpcOrigin.withNetworkLoadBalancer', balanced],
]);

/** Methods of constructs that hand out something that stands for them: the construct, then the argument, under these keys. */
export const handingOut: ReadonlyMap<string, readonly [construct: string, argument: string]> = new Map([
  ['loadBalancerTarget', ['service', 'options'] as const],
]);
