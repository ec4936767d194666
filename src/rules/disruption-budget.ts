// A disruption budget keeps node drains from taking every pod at once, unless it protects nothing or allows nothing.
import type { DisruptionBudgetFact } from '../model/facts.js';
import type { Remedy } from '../model/remedy.js';
import {
  combine,
  defineRule,
  fewestReplicas,
  filledIn,
  known,
  type Location,
  listOf,
  ownersOf,
  type ServedWorkload,
  type Setting,
  satisfies,
  scalableKinds,
  servedWorkloads,
  shareOf,
  showCounted,
  showPlace,
  type UnknownReason,
  type Verdict,
  type Workload,
  written,
} from './kit/index.js';

/** A workload without a budget. */
interface Unguarded extends ServedWorkload {
  readonly about: 'missing';
  readonly fewest: Setting<number>;
  /** A document beside it that could not be read. */
  readonly unread?: Location;
}
/** A budget with the workloads whose pods it counts. */
interface Budget {
  readonly about: 'budget';
  readonly budget: DisruptionBudgetFact;
  readonly guards: readonly Workload[];
  /** Pods it counts when all its workloads run as few copies as they may. */
  readonly pods: Setting<number>;
  /** Workloads that share some of its labels, but not all. */
  readonly near: readonly Workload[];
  /** A document of its own file that could not be read, where the workloads stand elsewhere. */
  readonly unread?: Location;
}
type Subject = Unguarded | Budget;

/** Run to their end, not for requests: a budget that keeps one from being interrupted does what somebody wanted. */
const endsByItself = ({ fact }: Workload): boolean => fact.workloadKind === 'Job' || fact.workloadKind === 'CronJob';

function selected(budget: DisruptionBudgetFact, { fact }: Workload): 'all' | 'some' | 'none' {
  const wanted = Object.entries(budget.selector?.labels ?? {});
  const held = wanted.filter(([key, value]) => Object.hasOwn(fact.podLabels, key) && fact.podLabels[key] === value);
  if (held.length === wanted.length && held.length > 0) return 'all';
  return held.some(([key]) => !ofMany.has(key)) ? 'some' : 'none';
}
/**
 * What many workloads of an application have in common: a budget that shares nothing else means another one, such as pods that an operator
 * makes. https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
const ofMany: ReadonlySet<string> = new Set([
  ...['app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/instance'],
  ...['app.kubernetes.io/version', 'helm.sh/chart', 'release', 'heritage'],
]);
function isBeside(budget: DisruptionBudgetFact, { fact }: Workload): boolean {
  if (budget.scope !== fact.scope) return false;
  return budget.namespace === undefined || fact.namespace === undefined || budget.namespace === fact.namespace;
}
/** Pods that have to stay, of `pods`; per cent are rounded up on either side. */
function evictable(budget: DisruptionBudgetFact, pods: number): number | undefined {
  if (budget.maxUnavailable !== undefined) return shareOf(budget.maxUnavailable.text, pods, 'up');
  if (budget.minAvailable === undefined) return undefined;
  const stay = shareOf(budget.minAvailable.text, pods, 'up');
  return stay === undefined ? undefined : pods - stay;
}
const unreadDocument = (text: string, at: Location): UnknownReason => ({
  kind: 'unsupported-syntax',
  text,
  settle: 'Mend or render that document.',
  at,
});
const limitOf = (budget: DisruptionBudgetFact) => budget.maxUnavailable ?? budget.minAvailable;
const placeOfLimit = (budget: DisruptionBudgetFact): Location => limitOf(budget)?.at ?? budget.nameAt;

/** A lower limit would have to become an upper one, under another key. */
function allowOne({ maxUnavailable }: DisruptionBudgetFact): readonly Remedy[] {
  if (maxUnavailable === undefined) return [];
  const { at, text } = maxUnavailable;
  return [
    {
      changes: [
        { do: 'rewrite-text', title: 'Allow one eviction at a time (maxUnavailable: 1)', at, was: text, text: '1' },
      ],
    },
  ];
}

export default defineRule<Subject>({
  id: 'disruption-budget',
  severity: 'error',
  summary: 'A disruption budget exists, counts the pods it means and allows one eviction',
  cause: 'disruption-budget',
  hygiene: true,
  reads: ['disruption budgets', 'workload.replicas', 'autoscaler.min'],

  *each(model) {
    const misaimed = new Set<Workload>();
    const guarded = ownersOf(model.workloads, (each) => each.disruptionBudgets);
    for (const budget of model.disruptionBudgets) {
      const guards = guarded.get(budget) ?? [];
      if (guards.some(endsByItself)) continue;
      const [first, ...others] = guards.map((each) => fewestReplicas(each, model.platform));
      const pods = others.reduce(
        (sum, each) => combine(sum, each, (a, b) => a + b),
        first ?? known(0, written(budget.nameAt)),
      );
      const beside = guards.length > 0 ? [] : model.workloads.filter((each) => isBeside(budget, each));
      const likely = beside.filter((each) => selected(budget, each) === 'some' || each.name === budget.name);
      for (const each of likely) misaimed.add(each);
      const named = likely.filter((each) => each.name === budget.name);
      const nearest = [named, likely].map((each) => each.filter(({ fact }) => fact.at.file === budget.at.file));
      const near = [...nearest, named].find((each) => each.length > 0) ?? likely;
      const unread = guards.some(({ fact }) => fact.at.file === budget.at.file)
        ? undefined
        : model.facts.unreadBeside(budget);
      const hidden = unread?.file === budget.at.file ? unread : undefined;
      yield { about: 'budget', budget, guards, pods, near, ...(hidden === undefined ? {} : { unread: hidden }) };
    }
    for (const served of servedWorkloads(model)) {
      const { workload, container } = served;
      if (
        !scalableKinds.has(workload.fact.workloadKind) ||
        container.thirdParty === true ||
        workload.disruptionBudgets.length > 0 ||
        misaimed.has(workload)
      )
        continue;
      const fewest = fewestReplicas(workload, model.platform);
      const unread = model.facts.unreadBeside(workload.fact);
      yield { ...served, about: 'missing', fewest, ...(unread === undefined ? {} : { unread }) };
    }
  },
  requires(subject): Verdict {
    // A budget for a single pod could only block its eviction.
    if (subject.about === 'missing') {
      const { unread } = subject;
      const alone = satisfies(subject.fewest, (count) => count < 2);
      if (unread === undefined || alone.holds !== 'no') return alone;
      const text = `the budget may stand in a document beside it that could not be read (${showPlace(unread)})`;
      return { holds: 'unknown', because: [unreadDocument(text, unread)] };
    }
    const { budget, guards, pods, near } = subject;
    if (guards.length > 0) {
      const limit = limitOf(budget);
      if (limit?.filledIn === true) return { holds: 'unknown', because: [filledIn(limit.text, limit.at)] };
      const alone = satisfies(pods, (count) => {
        const may = evictable(budget, count);
        return count === 0 || may === undefined || may > 0;
      });
      if (subject.unread === undefined || alone.holds !== 'no') return alone;
      const text = `the pods that it is meant for may stand in a document beside it that could not be read (${showPlace(subject.unread)})`;
      return { holds: 'unknown', because: [unreadDocument(text, subject.unread)] };
    }
    if (near.length > 0) return { holds: 'no', because: [written(budget.selector?.at ?? budget.nameAt)] };
    const reason: UnknownReason = {
      kind: 'not-in-scan',
      text: `no workload in the scan has the pods that PodDisruptionBudget ${budget.name} selects`,
      settle: 'Lint it together with the workload it is meant for.',
      at: budget.selector?.at ?? budget.nameAt,
    };
    return { holds: 'unknown', because: [reason] };
  },
  tell(subject, { profile }) {
    if (subject.about === 'missing') {
      const { workload, fewest } = subject;
      return {
        message: `${workload.title} runs ${showCounted(fewest, 'copy', 'copies')} and no PodDisruptionBudget counts them, so draining nodes may evict all of them at once.`,
        help: 'Add a PodDisruptionBudget with maxUnavailable: 1 and the labels of its pods.',
        at: workload.at,
        related: [],
        key: [workload.title, 'missing'],
        severity: profile === 'strict' ? 'warning' : 'note',
      };
    }
    const { budget, guards, pods, near } = subject;
    if (guards.length === 0) {
      const other = near[0];
      const labels = Object.entries(budget.selector?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
      return {
        message: `PodDisruptionBudget ${budget.name} selects pods with ${listOf(labels)}, but those of ${other?.title ?? 'the workload beside it'} do not have ${labels.length > 1 ? 'all of them' : 'it'} (${other === undefined ? showPlace(budget.nameAt) : showPlace(other.at)}), so it protects nothing.`,
        help: 'Give it the labels of the pod template; every label of matchLabels has to be there.',
        at: budget.selector?.at ?? budget.nameAt,
        related: near.map((each) => ({ message: `${each.title} is here`, location: each.at })),
        key: ['PodDisruptionBudget', budget.name, 'unmatched'],
        severity: 'warning',
      };
    }
    const limit = limitOf(budget);
    const key = budget.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
    const rounded = budget.maxUnavailable === undefined && limit?.text.endsWith('%') === true && pods.state === 'known';
    const share = rounded ? `, which rounds up to ${shareOf(limit.text, pods.value, 'up')},` : '';
    const scaler = guards.flatMap((each) => each.autoscalers)[0];
    const most = scaler?.max;
    const always = most === undefined || !('value' in most) || evictable(budget, most.value) === 0;
    return {
      message: `PodDisruptionBudget ${budget.name} has ${key} ${limit?.text ?? ''} (${showPlace(placeOfLimit(budget))})${share} and ${listOf(guards.map((each) => each.title))} ${guards.length > 1 ? 'run' : 'runs'} ${showCounted(pods, 'copy', 'copies')}${always ? ', so no eviction is ever allowed' : ' at its floor, where no eviction is allowed'} and node drains hang.`,
      help:
        pods.state === 'known' && pods.value === 1
          ? 'Run at least 2 replicas, or remove the budget: one pod cannot be moved without a gap.'
          : 'Set maxUnavailable: 1 instead.',
      at: placeOfLimit(budget),
      related: guards.map((each) => ({ message: `${each.title} is here`, location: each.at })),
      key: ['PodDisruptionBudget', budget.name, 'blocks'],
      ...(pods.state === 'known' && pods.value > 1 ? { remedies: allowOne(budget) } : {}),
      severity: always ? 'error' : 'warning',
    };
  },
  subject: (subject) =>
    subject.about === 'missing'
      ? { name: `disruption budget of ${subject.workload.title}`, at: subject.workload.at, of: subject.workload.fact }
      : { name: `PodDisruptionBudget ${subject.budget.name}`, at: subject.budget.nameAt, of: subject.budget },
});
