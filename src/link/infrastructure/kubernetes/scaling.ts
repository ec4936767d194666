// Autoscalers and disruption budgets that Terraform creates.
import type { AutoscalerFact, DisruptionBudgetFact, ObjectBase, Text } from '../../../model/facts.js';
import { isOpen, quantityOf, textAt } from '../resources/object-fields.js';
import { field } from '../resources/resource-links.js';
import { itemsOf, numberOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';

type Metric = AutoscalerFact['metrics'][number];
type Behaviour = NonNullable<AutoscalerFact['scaleUp']>;

export function disruptionBudgetFact(base: ObjectBase, values: Settled): DisruptionBudgetFact {
  const spec = field(values, 'spec');
  const selector = itemsOf(field(spec, 'selector'))[0];
  const labels = field(selector, 'match_labels');
  const minAvailable = shareOf(field(spec, 'min_available'));
  const maxUnavailable = shareOf(field(spec, 'max_unavailable'));
  return {
    ...base,
    kind: 'disruption-budget',
    ...(selector === undefined
      ? {}
      : {
          selector: {
            at: placeOfSettled(selector),
            labels: labelsOf(labels),
            expressions: itemsOf(field(selector, 'match_expressions')).flatMap((each) => {
              const key = textOf(field(each, 'key'));
              const operator = textOf(field(each, 'operator'));
              const words = itemsOf(field(each, 'values')).flatMap((value) => textOf(value) ?? []);
              return key === undefined || operator === undefined ? [] : [{ key, operator, values: words }];
            }),
          },
        }),
    ...(minAvailable === undefined ? {} : { minAvailable }),
    ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
  };
}
/** Where a variable gives it, it is written all the same. */
function shareOf(value: Settled | undefined): Text | undefined {
  const text = textAt(value);
  if (text !== undefined || value === undefined || !isOpen(value)) return text;
  return { text: '${value}', at: placeOfSettled(value), filledIn: true };
}
function labelsOf(labels: Settled | undefined): Readonly<Record<string, string>> {
  const entries = labels?.is === 'map' ? labels.entries : [];
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => {
      const text = textOf(value);
      return text === undefined || key === '__proto__' ? [] : [[key, text]];
    }),
  );
}

export function autoscalerFact(base: ObjectBase, values: Settled): AutoscalerFact {
  const spec = field(values, 'spec');
  const reference = field(spec, 'scale_target_ref');
  const name = textAt(field(reference, 'name'));
  const kind = textOf(field(reference, 'kind'));
  const min = quantityOf(field(spec, 'min_replicas'));
  const max = quantityOf(field(spec, 'max_replicas'));
  const scaleUp = behaviourOf(field(spec, 'behavior', 'scale_up'));
  const scaleDown = behaviourOf(field(spec, 'behavior', 'scale_down'));
  return {
    ...base,
    kind: 'autoscaler',
    autoscalerKind: 'HorizontalPodAutoscaler',
    target: { name: name?.text ?? '', at: name?.at ?? base.nameAt, ...(kind === undefined ? {} : { kind }) },
    metrics: [...oldTarget(spec), ...itemsOf(field(spec, 'metric')).map(metricOf)],
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(scaleUp === undefined ? {} : { scaleUp }),
    ...(scaleDown === undefined ? {} : { scaleDown }),
  };
}
/** The first version knows one metric only. */
function oldTarget(spec: Settled | undefined): readonly Metric[] {
  const target = quantityOf(field(spec, 'target_cpu_utilization_percentage'));
  return target === undefined
    ? []
    : [{ type: 'Resource', resource: 'cpu', targetType: 'Utilization', target, at: target.at }];
}
const sources = ['resource', 'container_resource', 'pods', 'object', 'external'] as const;
const numbers = ['average_utilization', 'average_value', 'value'] as const;

function metricOf(block: Settled): Metric {
  const source = sources.map((name) => field(block, name)).find((found) => itemsOf(found).length > 0);
  const given = field(source, 'target');
  const resource = textOf(field(source, 'name')) ?? textOf(field(source, 'metric', 'name'));
  const container = textOf(field(source, 'container'));
  const targetType = textOf(field(given, 'type'));
  const target = numbers.map((name) => quantityOf(field(given, name))).find((found) => found !== undefined);
  return {
    type: textOf(field(block, 'type')) ?? '',
    at: placeOfSettled(block),
    ...(resource === undefined ? {} : { resource }),
    ...(container === undefined ? {} : { container }),
    ...(targetType === undefined ? {} : { targetType }),
    ...(target === undefined ? {} : { target }),
  };
}

function behaviourOf(value: Settled | undefined): Behaviour | undefined {
  const block = itemsOf(value)[0];
  if (block === undefined) return undefined;
  const stabilization = quantityOf(field(block, 'stabilization_window_seconds'));
  const selectPolicy = textAt(field(block, 'select_policy'));
  return {
    at: placeOfSettled(block),
    policies: itemsOf(field(block, 'policy')).flatMap((policy) => {
      const amount = numberOf(field(policy, 'value'));
      const period = numberOf(field(policy, 'period_seconds'));
      const type = textOf(field(policy, 'type')) ?? '';
      return amount === undefined || period === undefined
        ? []
        : [{ type, value: amount, period, at: placeOfSettled(policy) }];
    }),
    ...(stabilization === undefined ? {} : { stabilization }),
    ...(selectPolicy === undefined ? {} : { selectPolicy }),
  };
}
