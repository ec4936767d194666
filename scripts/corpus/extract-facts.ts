// Lists what hoplint knows about a repository, said the way labels say it.
import type { Model } from '../../src/model/topology.js';
import { fromDockerfile } from './facts-of-images.js';
import { fromServer } from './facts-of-servers.js';
import { fromWorkload } from './facts-of-workloads.js';
import { type Extracted, placesIn, placesOf, quantityText, settingText, time, timeText } from './say-values.js';

export function extractFacts(model: Model): readonly Extracted[] {
  return [
    ...model.servers.flatMap(fromServer),
    ...model.workloads.flatMap((each) => fromWorkload(each, model)),
    ...fromObjects(model),
    ...fromProxies(model),
  ].map((each) => ({ ...each, says: lowered(each.says) }));
}
function lowered(says: Extracted['says']): Extracted['says'] {
  return Object.fromEntries(
    Object.entries(says).map(([name, texts]) => [name, texts.map((text) => text.toLowerCase())]),
  );
}

function fromObjects(model: Model): readonly Extracted[] {
  return [
    ...model.autoscalers.map(
      (each): Extracted => ({
        families: ['hpa'],
        says: {
          exists: ['yes'],
          min: quantityText(each.min, '1'),
          max: quantityText(each.max),
          ...Object.fromEntries(
            each.metrics.map((metric) => [metric.resource ?? metric.type, quantityText(metric.target)]),
          ),
        },
        at: placesIn(each),
      }),
    ),
    ...model.facts.of('route').map(
      (each): Extracted => ({
        families: ['ingress.className', 'ingress.apiVersion'],
        says: {
          class: each.ingressClass === undefined ? [] : [each.ingressClass.text],
          api: [each.apiVersion, each.apiVersion.replace(/^.*\//, '')],
        },
        at: [each.at, each.nameAt, ...placesIn(each.ingressClass)],
      }),
    ),
    ...model.services.flatMap((service) =>
      service.annotations.flatMap((each): Extracted[] => {
        const family = annotationFamilies[each.key];
        return family === undefined ? [] : [{ families: [family[0]], says: { word: [family[1]] }, at: [each.at] }];
      }),
    ),
    ...model.facts.of('dockerfile').flatMap(fromDockerfile),
  ];
}
const annotationFamilies: Readonly<Record<string, readonly [string, string]>> = {
  'cloud.google.com/neg': ['service', 'container-native'],
  'cloud.google.com/backend-config': ['gke', 'referenced'],
};

function fromProxies(model: Model): readonly Extracted[] {
  return model.paths.flatMap((path) =>
    path.nodes.flatMap((node): readonly Extracted[] => {
      if (node.is === 'gap' || node.server !== undefined) return [];
      const health = node.settings.get('health.path');
      return [
        time(['alb.idle_timeout'], node.settings.get('outbound.idleTimeout'), [node.at]),
        time(['alb.tg.deregistration_delay'], node.settings.get('drain.deregistrationDelay'), [node.at]),
        time(['nginx.proxy_read_timeout', 'nginx'], node.settings.get('outbound.responseTimeout'), [node.at]),
        {
          families: ['alb.tg.health_check'],
          says: {
            path: settingText(health),
            interval: timeText(node.settings.get('health.interval')),
            timeout: timeText(node.settings.get('health.timeout')),
            healthy: settingText(node.settings.get('health.healthyThreshold')),
            unhealthy: settingText(node.settings.get('health.unhealthyThreshold')),
          },
          at: [...placesOf(health), node.at],
        },
      ];
    }),
  );
}
