// Runs the rules over the model: a `no` becomes a finding, an `unknown` a note, a crash an internal error that hides nothing else.
import type { Confidence, Finding, NotEvaluated, PathStep, Severity } from '../model/finding.js';
import { keptIdle } from '../model/http2.js';
import { internalError } from '../model/internal-error.js';
import type { Location } from '../model/location.js';
import { atOnce } from '../model/pieces.js';
import type { Remedy } from '../model/remedy.js';
import type { InternalError } from '../model/report.js';
import { type Origin, placeOf, type Setting, type UnknownReason } from '../model/setting.js';
import type { Model, RequestPath } from '../model/topology.js';
import type { AnyRule, Rule, RuleContext, RuleMeta, Tale } from '../rules/kit/define-rule.js';
import { formatBound, showPlace } from '../rules/kit/wording.js';
import { fingerprintOf } from './fingerprint.js';

export interface RuleSetting {
  readonly severity: Severity | 'off' | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface CheckSettings {
  readonly profile: 'recommended' | 'strict';
  readonly rules: ReadonlyMap<string, RuleSetting>;
}
export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly errors: readonly InternalError[];
  /** What would mend a finding, by its identity and place: it outlives the merging of copies. */
  readonly remedies: ReadonlyMap<string, readonly Remedy[]>;
}

export function remedyKey({ fingerprint, location }: Finding): string {
  return `${fingerprint} ${location.file}:${location.line}:${location.column}`;
}
const docsRoot = 'https://github.com/hoplint/hoplint/blob/main';
export function docsUrlOf(ruleId: string): string {
  return `${docsRoot}/rules-docs/${ruleId}.md`;
}
/** Of findings about files and comments, which no rule makes. */
export function reservedDocsUrlOf(group: 'parse' | 'suppression'): string {
  return `${docsRoot}/docs/findings-about-files.md#${group}`;
}

export function checkRules(model: Model, rules: readonly AnyRule[], settings: CheckSettings): CheckResult {
  return atOnce(checkInPieces(model, rules, settings));
}
export function* checkInPieces(
  model: Model,
  rules: readonly AnyRule[],
  settings: CheckSettings,
): Generator<undefined, CheckResult> {
  const said: Said = { findings: [], notEvaluated: [], errors: [], remedies: new Map(), steps: new Map() };
  for (const rule of rules) {
    const setting = settings.rules.get(rule.id);
    if (setting?.severity === 'off') continue;
    const context: RuleContext = { profile: settings.profile, options: setting?.options ?? {} };
    try {
      yield* rule.open((own) => ask(own, model, setting, context, said));
    } catch (error) {
      said.errors.push(internalError(`rule ${rule.id}`, error));
    }
  }
  const { findings, notEvaluated, errors, remedies } = said;
  return { findings, notEvaluated, errors, remedies };
}

/** What rules have said so far. */
interface Said {
  readonly findings: Finding[];
  readonly notEvaluated: NotEvaluated[];
  readonly errors: InternalError[];
  readonly remedies: Map<string, readonly Remedy[]>;
  /** Many findings are about one path. */
  readonly steps: Map<RequestPath, readonly PathStep[]>;
}
/** Most subjects are fine, and quickly seen to be: so many of them are one piece. */
const subjectsInPiece = 16;

function* ask<Subject>(
  rule: Rule<Subject>,
  model: Model,
  setting: RuleSetting | undefined,
  context: RuleContext,
  said: Said,
): Generator<undefined, void> {
  let asked = 0;
  for (const subject of rule.each(model, context)) {
    const verdict = rule.requires(subject, context);
    if (verdict.holds === 'no') {
      const tale = rule.tell(subject, context);
      const scope = tale.path?.workload?.fact.scope ?? rule.subject(subject).of?.scope;
      const finding = findingOf(rule, tale, verdict.because, { setting, context, steps: said.steps, scope });
      said.findings.push(finding);
      if (tale.remedies !== undefined) said.remedies.set(remedyKey(finding), tale.remedies);
    } else if (verdict.holds === 'unknown') {
      said.notEvaluated.push(noteOf(rule.id, rule.subject(subject), verdict.because));
    }
    asked += 1;
    if (verdict.holds !== 'yes' || asked % subjectsInPiece === 0) yield;
  }
}

function noteOf(
  ruleId: string,
  { name, at }: ReturnType<Rule<unknown>['subject']>,
  because: readonly UnknownReason[],
): NotEvaluated {
  const reasons = [...new Set(because.map((each) => each.text))];
  const settle = because.find((each) => each.settle !== undefined)?.settle;
  return {
    ruleId,
    subject: name,
    reason: reasons.join('; '),
    location: at,
    because,
    ...(settle === undefined ? {} : { settle }),
  };
}

interface Asked {
  readonly setting: RuleSetting | undefined;
  readonly context: RuleContext;
  readonly steps: Said['steps'];
  readonly scope: string | undefined;
}
function findingOf(
  rule: RuleMeta,
  tale: Tale,
  because: readonly Origin[],
  { setting, context, steps, scope }: Asked,
): Finding {
  const location = isSetting(tale.at) ? placeOf(tale.at) : tale.at;
  return {
    ruleId: rule.id,
    severity: severityOf(rule, tale, setting, context),
    confidence: tale.confidence ?? confidenceOf(because),
    message: tale.message,
    help: tale.help,
    location,
    related: tale.related,
    path: tale.path === undefined ? [] : stepsOf(tale.path, steps),
    fixes: tale.fixes ?? [],
    docsUrl: docsUrlOf(rule.id),
    fingerprint: fingerprintOf(rule.id, tale.key),
    ...(scope === undefined ? {} : { scope }),
  };
}
function isSetting(at: Location | Setting<unknown>): at is Setting<unknown> {
  return 'state' in at;
}
/** Configured beats told beats declared; hygiene stays a note outside the strict profile. */
function severityOf(rule: RuleMeta, tale: Tale, setting: RuleSetting | undefined, context: RuleContext): Severity {
  if (setting?.severity !== undefined && setting.severity !== 'off') return setting.severity;
  const told = tale.severity ?? rule.severity;
  return rule.hygiene === true && context.profile !== 'strict' && tale.severity === undefined ? 'note' : told;
}
/** Everything written: high. A default involved: medium. Followed through an environment or another file: low. */
function confidenceOf(because: readonly Origin[]): Confidence {
  const parts = because.flatMap(certainParts);
  if (parts.some((each) => each.kind === 'derived')) return 'low';
  return parts.some((each) => each.kind === 'default') ? 'medium' : 'high';
}
function certainParts(origin: Origin): readonly Origin[] {
  return origin.kind === 'derived' && (origin.exact === true || origin.from.length === 0)
    ? origin.from.flatMap(certainParts)
    : [origin];
}

function stepsOf(path: RequestPath, known: Said['steps']): readonly PathStep[] {
  const steps = known.get(path) ?? stepsAlong(path);
  known.set(path, steps);
  return steps;
}
function stepsAlong(path: RequestPath): readonly PathStep[] {
  return path.nodes.map((node, place): PathStep => {
    if (node.is === 'gap') return { hop: '?', detail: node.reason.text, location: node.reason.at };
    const before = path.nodes[place - 1];
    const keepsIdle = boundsOf(
      before?.is === 'hop'
        ? keptIdle({ downstream: before, upstream: node })
        : node.settings.get('inbound.idleTimeout'),
    );
    const reusesIdle = boundsOf(node.settings.get('outbound.idleTimeout'));
    const pooling = node.settings.get('outbound.pooling');
    const times = [
      ...(keepsIdle === undefined ? [] : [`closes idle connections after ${keepsIdle}`]),
      ...(reusesIdle === undefined ? [] : [`reuses idle connections for ${reusesIdle}`]),
    ];
    return {
      hop: node.name,
      detail: times.length === 0 ? showPlace(node.at) : times.join(', '),
      location: node.at,
      ...(keepsIdle === undefined ? {} : { keepsIdle }),
      ...(reusesIdle === undefined ? {} : { reusesIdle }),
      ...(pooling.state === 'known' ? { pools: pooling.value } : {}),
      ...(node.product.layer === 4 && reusesIdle === undefined ? { carries: true as const } : {}),
    };
  });
}
/** "5 s", or "5 s or 6 s" where few values are left. */
function boundsOf(setting: Setting): string | undefined {
  if (setting.state === 'known') return formatBound(setting.value);
  const bounds = [...new Set((setting.candidates ?? []).map((each) => formatBound(each.value)))];
  return bounds.length === 0 ? undefined : bounds.join(' or ');
}
