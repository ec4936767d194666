// Which product stands behind a name in the files: an ingress class, a controller, a chart, an image; and which kinds belong to it.
import { once, perName } from './memo.js';
import type { ProductFile } from './schema.js';
import type { Claims, PolicyShape, RouteShape } from './schema-objects.js';
import { lineage, products } from './table.js';
import { matchVersion } from './version.js';

function claimants(matches: (claims: Claims) => boolean): readonly string[] {
  return products().flatMap((file) => (file.claims !== undefined && matches(file.claims) ? [file.product] : []));
}
/** Which products claim a name among those of one kind. */
function claimedBy(namesOf: (claims: Claims) => readonly string[] | undefined): (name: string) => readonly string[] {
  const index = once(() => {
    const found = new Map<string, string[]>();
    for (const { product, claims } of products()) {
      for (const name of new Set((claims === undefined ? undefined : namesOf(claims)) ?? [])) {
        const known = found.get(name);
        if (known === undefined) found.set(name, [product]);
        else known.push(product);
      }
    }
    return found;
  });
  return (name) => index().get(name) ?? [];
}

export const productsOfIngressClass = claimedBy((claims) => claims.ingressClasses);
export const productsSharingIngressClass = claimedBy((claims) => claims.sharedIngressClasses);
/** `spec.controller` of an IngressClass or `spec.controllerName` of a GatewayClass. */
export const productsOfController = claimedBy((claims) => claims.controllers);
export const productsOfGatewayClass = claimedBy((claims) => claims.gatewayClasses);
export const productsOfChart = claimedBy((claims) => claims.charts);
/** By the name alone: `nginx-ingress` is another product's chart now. */
export const productsOfFormerChart = claimedBy((claims) =>
  claims.formerCharts?.map((name) => name.slice(name.lastIndexOf('/') + 1)),
);
const productsOfFormerReference = claimedBy((claims) => claims.formerCharts);
/** The chart that a reference means, as the table calls it: `ingress-nginx` for `bitnami/ingress-nginx` and `stable/nginx-ingress`. */
export function chartNamed(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const [former] = productsOfFormerReference(reference);
  return (former === undefined ? undefined : chartOf(former)) ?? name;
}
/** The name that a product's chart has today. */
export const chartOf = (id: string): string | undefined =>
  products().find(({ product }) => product === id)?.claims?.charts?.[0];
export const productsOfConfigMap = claimedBy((claims) => claims.configMaps);
export const productsOfConfigFile = claimedBy((claims) => claims.configFiles);
export const productsOfLoadBalancerClass = claimedBy((claims) => claims.loadBalancerClasses);
/** By the name of a Service: the controllers whose charts and manifests call theirs so. */
export function productsOfService(name: string): readonly string[] {
  const isNamed = (pattern: string): boolean =>
    pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern;
  return claimants(({ services = [] }) => services.some(isNamed));
}
/** The version of a dependency as package.json writes it; undefined when it is none. */
export type Dependencies = (name: string) => string | undefined;
/**
 * By the leading words of a command line: `next start --port 3000` starts what claims `next start`. Of several, those come first
 * whose package is a dependency in the versions they ask for; without dependencies nothing is said about versions.
 */
export function productsOfCommand(words: readonly string[], dependencies?: Dependencies): readonly string[] {
  const claimed = (commandsByWord().get(words[0] ?? '') ?? []).filter(
    ({ claims, starts, bare }) =>
      starts.every((word, index) => words[index] === word) &&
      (!bare || /^(?:-|$)/.test(words[starts.length] ?? '')) &&
      fits(claims, dependencies) !== 'no',
  );
  const most = Math.max(...claimed.map(({ length }) => length));
  const found = [...new Set(claimed.flatMap(({ product, length }) => (length === most ? [product] : [])))];
  const surest = found
    .filter((id) => products().some((file) => file.product === id && surelyFits(file, dependencies)))
    .toSorted((a, b) => Number(isWithin(b, a)) - Number(isWithin(a, b)));
  return [...surest, ...found.filter((id) => !surest.includes(id))];
}
export const productsOfNpmProgram = claimedBy((claims) => claims.npmPrograms);
interface ClaimedCommand {
  readonly product: string;
  readonly claims: Claims;
  readonly starts: readonly string[];
  /** Nothing but options may stand behind it. */
  readonly bare: boolean;
  readonly length: number;
}
const commandsByWord = once(() => {
  const found = new Map<string, ClaimedCommand[]>();
  for (const { product, claims } of products()) {
    const { commands = [], bareCommands = [] } = claims ?? {};
    for (const command of [...commands, ...bareCommands]) {
      const starts = command.split(' ');
      const first = starts[0] ?? '';
      const known = found.get(first) ?? [];
      const bare = !commands.includes(command);
      found.set(first, [...known, { product, claims: claims ?? {}, starts, bare, length: command.length }]);
    }
  }
  return found;
});
/** The product that stands for the release of a library a program depends on, where it behaves unlike the others: `fastify-3`. */
export function productOfRelease(base: string, dependencies: Dependencies): string {
  const fitting = products().filter(
    (file) =>
      file.product !== base &&
      file.claims?.commands === undefined &&
      lineage(file.product).some(({ product }) => product === base) &&
      surelyFits(file, dependencies),
  );
  const [narrowest] = fitting
    .map(({ product }) => product)
    .toSorted((a, b) => Number(isWithin(b, a)) - Number(isWithin(a, b)));
  return narrowest ?? base;
}
/** The versions one product asks for are among those of the other: it says more. */
function isWithin(narrow: string, wide: string): boolean {
  const versionsOf = (id: string): string =>
    products().find(({ product }) => product === id)?.claims?.package?.versions ?? '*';
  return matchVersion(versionsOf(narrow), versionsOf(wide)) === 'all' && versionsOf(narrow) !== versionsOf(wide);
}
const surelyFits = ({ claims }: ProductFile, dependencies: Dependencies | undefined): boolean =>
  claims?.package?.versions !== undefined && fits(claims, dependencies) === 'yes';
function fits({ package: wanted }: Claims, dependencies: Dependencies | undefined): 'yes' | 'no' {
  if (wanted === undefined) return 'yes';
  if (dependencies === undefined) return wanted.versions === undefined ? 'yes' : 'no';
  const version = dependencies(wanted.name);
  if (version === undefined) return 'no';
  return wanted.versions === undefined || matchVersion(version, wanted.versions) === 'all' ? 'yes' : 'no';
}
/** By the annotation prefix that shows an object is meant for a product; the longest prefix wins. */
export const productsOfAnnotation = perName((name) =>
  longest((claims) => (claims.annotationPrefixes ?? []).filter((prefix) => name.startsWith(prefix))),
);
/** By the value of an annotation: `aws-load-balancer-type: nlb`. */
export function productsOfAnnotationValue(name: string, value: string): readonly string[] {
  return claimants((claims) =>
    (claims.annotationValues ?? []).some((each) => each.annotation === name && each.values.includes(value)),
  );
}
/**
 * By the last path segments of the image name, so that `nginx` is not found in `nginx-ingress`, nor Traefik in `traefik/whoami`,
 * which only has the same publisher; the longest fragment wins.
 */
export const productsOfImage = perName((reference) => {
  const segments = imageName(reference).split('/').slice(-mostSegments());
  const found = segments.flatMap((_, from) => imageFragments().get(segments.slice(from).join('/')) ?? []);
  if (found.length === 0) return [];
  const best = Math.max(...found.map(({ length }) => length));
  const longest = new Set(found.flatMap(({ product, length }) => (length === best ? [product] : [])));
  return products().flatMap(({ product }) => (longest.has(product) ? [product] : []));
});
/** Of a fragment: longer parts of a name are none. */
const mostSegments = once(() => Math.max(...[...imageFragments().keys()].map((part) => part.split('/').length)));
const imageFragments = once(() => {
  const found = new Map<string, { readonly product: string; readonly length: number }[]>();
  for (const { product, claims } of products()) {
    for (const fragment of claims?.images ?? []) {
      const part = fragment.replace(/^\/|\/$/g, '');
      found.set(part, [...(found.get(part) ?? []), { product, length: fragment.length }]);
    }
  }
  return found;
});
function longest(found: (claims: Claims) => readonly string[]): readonly string[] {
  const lengths = products().map((file): readonly [ProductFile, number] => [
    file,
    Math.max(-1, ...(file.claims === undefined ? [] : found(file.claims)).map((each) => each.length)),
  ]);
  const best = Math.max(-1, ...lengths.map(([, length]) => length));
  return best < 0 ? [] : lengths.flatMap(([file, length]) => (length === best ? [file.product] : []));
}
/** Without tag and digest. */
function imageName(reference: string): string {
  return reference.replace(/@.*/s, '').replace(/:[^/:]*$/, '');
}

export type Owned<T> = T & { readonly product: string };
/** How objects of this kind send requests to Services; `group` is the API group without version, '' for the core. */
export function routeShapes(kind: string, group: string): readonly Owned<RouteShape>[] {
  return routesByKind().get(`${group}/${kind}`) ?? [];
}
export function policyShapes(kind: string, group: string): readonly Owned<PolicyShape>[] {
  return policiesByKind().get(`${group}/${kind}`) ?? [];
}
const routesByKind = once(() => byKind((file) => file.routes));
const policiesByKind = once(() => byKind((file) => file.policies));

function byKind<S extends RouteShape | PolicyShape>(
  shapesOf: (file: ProductFile) => readonly S[] | undefined,
): ReadonlyMap<string, readonly Owned<S>[]> {
  const index = new Map<string, Owned<S>[]>();
  for (const file of products()) {
    for (const shape of shapesOf(file) ?? []) {
      const key = `${shape.group}/${shape.kind}`;
      const list = index.get(key) ?? [];
      list.push({ ...shape, product: file.product });
      index.set(key, list);
    }
  }
  return index;
}
