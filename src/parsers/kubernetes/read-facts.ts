// Turns one object into its facts: each kind to its reader, with the settings and mistakes that all kinds can have.
import type { Fact, ProductSettings, SettingMistake, SuppressionFact } from '../../model/facts.js';
import { readAlerts } from '../kit/prometheus-rules.js';
import { readIgnoreAnnotation } from '../kit/suppressions.js';
import { get } from '../kit/yaml/read-yaml.js';
import { readHorizontalAutoscaler, readScaledObject } from './autoscaler.js';
import { readCanary } from './canary.js';
import { readApplication, readHelmRelease } from './chart.js';
import { readClusterVersion } from './cluster-version.js';
import { readConfiguration } from './configmap.js';
import { readDisruptionBudget } from './disruption-budget.js';
import { readEnvoyFilter } from './envoy-filter.js';
import { budgetFieldMistakes, podFieldMistakes, workloadFieldMistakes } from './fields.js';
import { readGateway } from './gateway.js';
import { readFluxKustomization } from './kustomize-install.js';
import type { ManifestObject } from './object.js';
import { readNamespacePolicies, readPolicies } from './policy.js';
import { readRoute } from './route.js';
import { routeFieldMistakes } from './route-fields.js';
import { routeTimeoutMistakes } from './route-timeouts.js';
import { externalSecret, plainSecret, sealedSecret } from './secret.js';
import { carriesRequests, inTemplate, readService } from './service.js';
import { merge, readAnnotationSettings, readSettings } from './settings.js';
import { environmentMistakes } from './strings.js';
import { readWorkload, type WorkloadShape, workloadShape } from './workload.js';

export function readFacts(object: ManifestObject): Fact[] {
  if (object.kind === 'Pod' && object.group === '') return [...readKind(object, [])];
  const { settings, mistakes } = readSettings(object);
  return [...readKind(object, settings), ...mistakes, ...routeFieldMistakes(object), ...routeTimeoutMistakes(object)];
}

function readKind(object: ManifestObject, settings: readonly ProductSettings[]): readonly Fact[] {
  const { kind, group } = object;
  const shape = workloadShape(object);
  if (shape !== undefined) return readPods(object, shape, settings);
  switch (`${group}/${kind}`) {
    case '/Service':
      return carriesRequests(object) ? [readService(object, settings)] : [];
    case 'networking.gke.io/MultiClusterService':
      return [readService(inTemplate(object), settings)];
    case '/ConfigMap':
      return readConfiguration(object);
    case '/Secret':
      return [plainSecret(object)];
    case 'bitnami.com/SealedSecret':
      return [sealedSecret(object)];
    case 'external-secrets.io/ExternalSecret':
      return [externalSecret(object)];
    case '/Namespace':
      return [{ ...object.base, kind: 'namespace' }, ...readNamespacePolicies(object, settings)];
    case 'autoscaling/HorizontalPodAutoscaler':
      return [readHorizontalAutoscaler(object)];
    case 'keda.sh/ScaledObject':
      return [readScaledObject(object)];
    case 'flagger.app/Canary':
      return readCanary(object);
    case 'policy/PodDisruptionBudget':
      return [readDisruptionBudget(object), ...budgetFieldMistakes(object)];
    case 'monitoring.coreos.com/PrometheusRule':
      return readAlerts(object.reader, get(object.root, 'spec', 'groups'));
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return readHelmRelease(object);
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return readFluxKustomization(object);
    case 'argoproj.io/Application':
    case 'argoproj.io/ApplicationSet':
      return readApplication(object);
    case 'networking.istio.io/EnvoyFilter':
      return readEnvoyFilter(object, settings);
    default: {
      const versions = readClusterVersion(object);
      return versions.length > 0 ? versions : readTraffic(object, settings);
    }
  }
}

function readTraffic(object: ManifestObject, settings: readonly ProductSettings[]): readonly Fact[] {
  const route = readRoute(object, settings);
  if (route !== undefined) return [route];
  const gateway = readGateway(object, settings);
  return gateway === undefined ? readPolicies(object, settings) : [gateway];
}

function readPods(object: ManifestObject, shape: WorkloadShape, own: readonly ProductSettings[]): readonly Fact[] {
  const { root } = object;
  const pod = get(root, ...shape.template);
  // The annotations of a bare Pod are read here too: they are those of the template.
  const sidecars = readAnnotationSettings(object, 'Pod', get(pod, 'metadata', 'annotations'));
  const workload = readWorkload(object, shape);
  const settings = merge([...own, ...sidecars.settings]);
  const withSettings = settings.length === 0 ? workload : { ...workload, settings };
  return [
    withSettings,
    ...sidecars.mistakes,
    ...podMistakes(object, shape),
    ...environmentMistakes(object.reader, get(pod, 'spec')),
  ];
}

/** Knative adds fields of its own to the pod specification, so none is judged there. */
function podMistakes(object: ManifestObject, shape: WorkloadShape): SettingMistake[] {
  if (shape.kind === 'KnativeService') return [];
  const spec = get(object.root, ...shape.template, 'spec');
  return [...workloadFieldMistakes(object), ...podFieldMistakes(object, spec)];
}

/** The annotation `hoplint.dev/ignore` covers its whole object. */
export function objectSuppressions({ base }: ManifestObject): SuppressionFact[] {
  return base.annotations.flatMap(({ key, value, at }) =>
    key === 'hoplint.dev/ignore' ? readIgnoreAnnotation(value, at, base.at) : [],
  );
}
