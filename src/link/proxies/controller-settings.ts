// Settings of controllers that their own workloads have: flags, variables, and the settings file.
import { envKeys, flagKeys } from '../../knowledge/lookup.js';
import { once } from '../../knowledge/memo.js';
import type { Declarations } from '../../model/declarations.js';
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, FileFacts, PolicyFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import { originPlace, type Setting } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { indexFacts } from '../fact-index.js';
import { controllersIn } from '../kubernetes/controller-workloads.js';
import { containerVariables, type Variables } from '../names/environment.js';
import { type Environment, emptyEnvironment, evaluate } from '../names/evaluate.js';
import { isLength, type Scalar } from '../names/scalars.js';
import { flagSettings, variablesNamed } from '../settings/named-settings.js';
import { fileSettings } from './settings-file.js';
import { takesVariables } from './taken-variables.js';

/** Adds a policy for every controller that is configured where it is started. */
export function settleControllers(
  files: readonly FileFacts[],
  hasFile: (path: string) => boolean,
  declarations: Declarations,
): readonly FileFacts[] {
  const facts = once(() => indexFacts(files));
  return files.map((file) => {
    const policies = file.facts.flatMap((fact) =>
      fact.kind === 'workload' && fact.platform === 'kubernetes'
        ? controllerPolicies(fact, { facts, hasFile, declarations })
        : [],
    );
    return policies.length === 0 ? file : { ...file, facts: [...file.facts, ...policies] };
  });
}

interface Scan {
  readonly facts: () => FactIndex;
  readonly hasFile: (path: string) => boolean;
  readonly declarations: Declarations;
}
function controllerPolicies(workload: WorkloadFact, scan: Scan): PolicyFact[] {
  const { at, nameAt, name } = workload;
  const placed = {
    ...(workload.scope === undefined ? {} : { scope: workload.scope }),
    ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
  };
  return workload.containers.flatMap((container) =>
    controllersIn(container).flatMap((id): PolicyFact[] => {
      const settings = [
        ...fileSettings(id, { workload, container, stages: [] }, { facts: scan.facts(), hasFile: scan.hasFile }),
        ...flagsIn(id, workload, container, scan),
        ...variableSettings(id, workload, container, scan),
      ];
      const attach = [{ to: 'controller', at: nameAt } as const];
      return settings.length === 0
        ? []
        : [
            {
              ...{ kind: 'policy', policyKind: workload.workloadKind, product: id, name, at, nameAt },
              ...{ labels: {}, annotations: [], attach, settings },
              ...placed,
            } as const,
          ];
    }),
  );
}

/** With what their variables stand for: nobody asks the container later. */
function flagsIn(id: string, workload: WorkloadFact, container: ContainerFact, scan: Scan): readonly WrittenSetting[] {
  const settings = flagSettings(flagKeys(id), [container.command, container.args]);
  if (settings.every(({ value }) => value.kind === 'literal')) return settings;
  const variables = variablesOf(workload, container, scan);
  const environment: Environment = { ...emptyEnvironment, variable: (name) => variables.get(name) };
  return settings.map((each) => {
    const setting = each.value.kind === 'literal' ? undefined : evaluate(each.value, environment);
    return setting === undefined ? each : { ...each, value: expressionOf(setting) };
  });
}
const variablesOf = (workload: WorkloadFact, container: ContainerFact, { facts, declarations }: Scan): Variables =>
  containerVariables(workload, container, [], { facts: facts(), names: () => undefined, declarations });

function variableSettings(id: string, workload: WorkloadFact, container: ContainerFact, scan: Scan): WrittenSetting[] {
  const index = envKeys(id);
  if (index.size === 0 || container.env.length + container.envFrom.length === 0) return [];
  if (!takesVariables(id, { workload, container, stages: [] }, scan)) return [];
  const variables = variablesOf(workload, container, scan);
  return [...index].flatMap(([pattern, entries]) =>
    variablesNamed(pattern, variables).flatMap((name) => {
      const setting = variables.get(name);
      if (setting === undefined) return [];
      const own = container.env.find((each) => each.name === name);
      const value = own?.value ?? expressionOf(setting);
      return entries.map((each) => ({ name: each.setting, key: pattern, value, keyAt: own?.at ?? value.at }));
    }),
  );
}
/** What a ConfigMap has, or why nobody knows. */
function expressionOf(setting: Setting<Scalar>): Expression {
  if (setting.state === 'known' && !isLength(setting.value)) return literal(setting.value, originPlace(setting.origin));
  if (setting.state === 'known')
    return { kind: 'unknown', reason: 'unsupported-syntax', text: 'it is no text', at: originPlace(setting.origin) };
  const { kind: reason, text, at } = setting.reason;
  return { kind: 'unknown', reason, text, at };
}
