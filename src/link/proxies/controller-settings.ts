// Settings of controllers that their own workloads have: flags, variables, and the settings file.
import { envKeys, flagKeys } from '../../knowledge/lookup.js';
import { once } from '../../knowledge/memo.js';
import { type Expression, literal } from '../../model/expression.js';
import type { ContainerFact, FileFacts, PolicyFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import { originPlace, type Setting } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { indexFacts } from '../fact-index.js';
import { controllersIn } from '../kubernetes/controller-workloads.js';
import { containerVariables } from '../names/environment.js';
import { flagSettings } from '../settings/named-settings.js';
import { fileSettings } from './settings-file.js';

/** Adds a policy for every controller that is configured where it is started. */
export function settleControllers(
  files: readonly FileFacts[],
  hasFile: (path: string) => boolean,
): readonly FileFacts[] {
  const facts = once(() => indexFacts(files));
  return files.map((file) => {
    const policies = file.facts.flatMap((fact) =>
      fact.kind === 'workload' && fact.platform === 'kubernetes' ? controllerPolicies(fact, { facts, hasFile }) : [],
    );
    return policies.length === 0 ? file : { ...file, facts: [...file.facts, ...policies] };
  });
}

interface Scan {
  readonly facts: () => FactIndex;
  readonly hasFile: (path: string) => boolean;
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
        ...flagSettings(flagKeys(id), [container.command, container.args]),
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

function variableSettings(
  id: string,
  workload: WorkloadFact,
  container: ContainerFact,
  { facts }: Scan,
): WrittenSetting[] {
  const index = envKeys(id);
  if (index.size === 0 || container.env.length + container.envFrom.length === 0) return [];
  const variables = containerVariables(workload, container, [], { facts: facts(), names: () => undefined });
  return [...index].flatMap(([name, entries]) => {
    const setting = variables.get(name);
    if (setting === undefined) return [];
    const own = container.env.find((each) => each.name === name);
    const value = own?.value ?? expressionOf(setting);
    return entries.map((each) => ({ name: each.setting, key: name, value, keyAt: own?.at ?? value.at }));
  });
}
/** What a ConfigMap has, or why nobody knows. */
function expressionOf(setting: Setting<string>): Expression {
  if (setting.state === 'known') return literal(setting.value, originPlace(setting.origin));
  const { kind: reason, text, at } = setting.reason;
  return { kind: 'unknown', reason, text, at };
}
