// Which product stands behind a name in the files: an ingress class, a controller, a chart, an image; and which kinds belong to it.
import type { Claims, PolicyShape, ProductFile, RouteShape } from './schema.js';
import { products } from './table.js';

function claimants(matches: (claims: Claims) => boolean): readonly string[] {
  return products().flatMap((file) => (file.claims !== undefined && matches(file.claims) ? [file.product] : []));
}
const has = (names: readonly string[] | undefined, name: string): boolean => names?.includes(name) ?? false;

export function productsOfIngressClass(name: string): readonly string[] {
  return claimants((claims) => has(claims.ingressClasses, name));
}
/** `spec.controller` of an IngressClass or `spec.controllerName` of a GatewayClass. */
export function productsOfController(name: string): readonly string[] {
  return claimants((claims) => has(claims.controllers, name));
}
export function productsOfGatewayClass(name: string): readonly string[] {
  return claimants((claims) => has(claims.gatewayClasses, name));
}
export function productsOfChart(name: string): readonly string[] {
  return claimants((claims) => has(claims.charts, name));
}
export function productsOfConfigMap(name: string): readonly string[] {
  return claimants((claims) => has(claims.configMaps, name));
}
/** By the leading words of a command line: `next start --port 3000` starts what claims `next start`. */
export function productsOfCommand(words: readonly string[]): readonly string[] {
  const starts = (command: string): boolean => command.split(' ').every((word, index) => words[index] === word);
  return longest((claims) => (claims.commands ?? []).filter(starts));
}
export function productsOfLoadBalancerClass(name: string): readonly string[] {
  return claimants((claims) => has(claims.loadBalancerClasses, name));
}
/** By the annotation prefix that shows an object is meant for a product; the longest prefix wins. */
export function productsOfAnnotation(name: string): readonly string[] {
  return longest((claims) => (claims.annotationPrefixes ?? []).filter((prefix) => name.startsWith(prefix)));
}
/** By whole path segments of the image name, so that `nginx` is not found in `nginx-ingress`; the longest fragment wins. */
export function productsOfImage(reference: string): readonly string[] {
  const path = `/${imageName(reference)}/`;
  return longest((claims) =>
    (claims.images ?? []).filter((fragment) => path.includes(`/${fragment.replace(/^\/|\/$/g, '')}/`)),
  );
}
function longest(found: (claims: Claims) => readonly string[]): readonly string[] {
  const lengths = products().map((file): readonly [ProductFile, number] => [
    file,
    Math.max(-1, ...(file.claims === undefined ? [] : found(file.claims)).map((each) => each.length)),
  ]);
  const best = Math.max(-1, ...lengths.map(([, length]) => length));
  return best < 0 ? [] : lengths.flatMap(([file, length]) => (length === best ? [file.product] : []));
}
/** Without tag and digest. */
export function imageName(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

export type Owned<T> = T & { readonly product: string };
/** How objects of this kind send requests to Services; `group` is the API group without version, '' for the core. */
export function routeShapes(kind: string, group: string): readonly Owned<RouteShape>[] {
  return products().flatMap((file) =>
    (file.routes ?? []).flatMap((shape) =>
      shape.kind === kind && shape.group === group ? [{ ...shape, product: file.product }] : [],
    ),
  );
}
export function policyShapes(kind: string, group: string): readonly Owned<PolicyShape>[] {
  return products().flatMap((file) =>
    (file.policies ?? []).flatMap((shape) =>
      shape.kind === kind && shape.group === group ? [{ ...shape, product: file.product }] : [],
    ),
  );
}
