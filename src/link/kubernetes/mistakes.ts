// Setting mistakes only the whole scan can show: annotations for another controller, policies attached to nothing.
import { annotationKeys, factRows, nameLists, product, productsOfAnnotation } from '../../knowledge/lookup.js';
import type { SettingMistake } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { LinkContext } from '../context.js';
import { controllerOf } from './controllers.js';
import { unknownPorts } from './port-policies.js';
import { sharedConflicts } from './shared-balancers.js';
import { unattachedMistakes } from './unattached.js';

export function linkMistakes(context: LinkContext): readonly SettingMistake[] {
  return [
    ...context.facts.of('setting-mistake'),
    ...context.mistakes,
    ...foreignAnnotations(context),
    ...unreadRouteFields(context),
    ...sharedConflicts(context.facts),
    ...unattachedMistakes(context.facts),
    ...unknownPorts(context.facts),
  ];
}

/** `nginx.ingress.kubernetes.io/…` on an Ingress another controller serves. */
function foreignAnnotations(context: LinkContext): readonly SettingMistake[] {
  const settings = annotationKeys();
  const readElsewhere = readPlaces(context);
  return context.facts.of('route').flatMap((route) => {
    if (route.routeKind !== 'Ingress' || route.ingressClass === undefined) return [];
    const controller = controllerOf(route, context.facts);
    if ('unknown' in controller) return [];
    const serving = product(controller.product);
    const className = route.ingressClass;
    return route.annotations.flatMap((annotation): readonly SettingMistake[] => {
      const former = formerName(annotation.key, controller.product);
      // Written both ways, nothing is lost, and another controller may read the other one.
      if (former !== undefined && route.annotations.some(({ key }) => key === former)) return [];
      if (former !== undefined) {
        return [
          {
            kind: 'setting-mistake',
            mistake: 'ignored',
            product: controller.product,
            key: annotation.key,
            at: annotation.keyAt,
            because: `has the prefix of releases long ago: ${serving?.title ?? controller.product}, which serves this Ingress (class ${className.text}), reads ${former}`,
            help: `Write it as ${former}.`,
            related: [{ message: `the class ${className.text} is set here`, at: className.at }],
            ...(route.scope === undefined ? {} : { scope: route.scope }),
          },
        ];
      }
      const readers = settings.get(annotation.key);
      const owners = productsOfAnnotation(annotation.key);
      if (readers === undefined || owners.length === 0 || owners.includes(controller.product)) return [];
      if (readers.some((each) => each.product === controller.product)) return [];
      if (readElsewhere.has(placeOf(annotation.keyAt))) return [];
      const owner = product(owners[0] ?? '')?.title ?? owners[0] ?? '';
      return [
        {
          kind: 'setting-mistake',
          mistake: 'ignored',
          product: controller.product,
          key: annotation.key,
          at: annotation.keyAt,
          because: `is read by ${owner}, but ${serving?.title ?? controller.product} serves this Ingress (class ${className.text})`,
          help: `Remove it, or use the annotation ${serving?.title ?? controller.product} reads for this setting.`,
          related: [{ message: `the class ${className.text} is set here`, at: className.at }],
          ...(route.scope === undefined ? {} : { scope: route.scope }),
        },
      ];
    });
  });
}

/** Annotations that their own controller reads: a base is written for each overlay that builds on it. */
function readPlaces({ facts }: LinkContext): ReadonlySet<string> {
  return new Set(
    facts.of('route').flatMap((route) => {
      const controller = route.routeKind === 'Ingress' ? controllerOf(route, facts) : { unknown: true };
      if (!('product' in controller)) return [];
      return route.annotations.flatMap(({ key, keyAt }) =>
        productsOfAnnotation(key).includes(controller.product) ? [placeOf(keyAt)] : [],
      );
    }),
  );
}
const placeOf = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

/** Fields of a Gateway API route that the implementation behind its gateway does not take. */
function unreadRouteFields({ facts }: LinkContext): readonly SettingMistake[] {
  return facts.of('route').flatMap((route) => {
    if (!route.apiVersion.startsWith('gateway.networking.k8s.io/')) return [];
    const controller = controllerOf(route, facts);
    const row = 'unknown' in controller ? undefined : factRows(controller.product, 'unread-route-fields')[0];
    if ('unknown' in controller || row === undefined || !Array.isArray(row.value)) return [];
    const fields: readonly string[] = row.value;
    const written = route.settings
      .flatMap(({ settings }) => settings)
      .filter(({ key }) => fields.some((field) => key.startsWith(`${field}.`)));
    const places = new Map(written.map((each) => [each.key, each]));
    const title = product(controller.product)?.title ?? controller.product;
    return [...places.values()].map(
      ({ key, keyAt }): SettingMistake => ({
        kind: 'setting-mistake',
        mistake: 'ignored',
        product: controller.product,
        key,
        at: keyAt,
        because: `has no effect behind ${title}: ${row.meaning}`,
        help: `Set it in a policy of ${title}, and remove it from the route.`,
        ...(route.scope === undefined ? {} : { scope: route.scope }),
      }),
    );
  });
}

/** The name it has today, where the controller read it under another prefix once. */
function formerName(key: string, controller: string): string | undefined {
  for (const { formerPrefix, prefix, names } of nameLists('annotation', controller)) {
    if (formerPrefix === undefined || prefix === undefined || !key.startsWith(formerPrefix)) continue;
    const name = key.slice(formerPrefix.length);
    if (names.includes(name)) return `${prefix}${name}`;
  }
  return undefined;
}
