// What the workload of a controller says about it: the flags and variables it is started with, and its version.
import { envKeys, flagKeys, product, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, FileFacts, PolicyFact, WorkloadFact, WrittenSetting } from '../../model/facts.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import { imageTag, referenceText } from '../image/image-names.js';
import { flagSettings } from '../settings/named-settings.js';

const kinds = new Set(['ingress', 'gateway', 'mesh']);

/** Adds a policy for every controller that is configured where it is started. */
export function settleControllers(files: readonly FileFacts[]): readonly FileFacts[] {
  return files.map((file) => {
    const policies = file.facts.flatMap((fact) =>
      fact.kind === 'workload' && fact.platform === 'kubernetes' ? controllerPolicies(fact) : [],
    );
    return policies.length === 0 ? file : { ...file, facts: [...file.facts, ...policies] };
  });
}

/** Products of the table that a container runs as a controller or proxy of a cluster. */
export function controllersIn({ image }: ContainerFact): readonly string[] {
  return image?.kind === 'literal' && typeof image.value === 'string'
    ? productsOfImage(image.value).filter((id) => kinds.has(product(id)?.kind ?? ''))
    : [];
}

function controllerPolicies(workload: WorkloadFact): PolicyFact[] {
  const { at, nameAt, name } = workload;
  const placed = {
    ...(workload.scope === undefined ? {} : { scope: workload.scope }),
    ...(workload.namespace === undefined ? {} : { namespace: workload.namespace }),
  };
  return workload.containers.flatMap((container) =>
    controllersIn(container).flatMap((id): PolicyFact[] => {
      const settings = [
        ...flagSettings(flagKeys(id), [container.command, container.args]),
        ...variableSettings(id, container),
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

function variableSettings(id: string, { env }: ContainerFact): WrittenSetting[] {
  const index = envKeys(id);
  return env.flatMap(({ name, value, at }) =>
    value === undefined
      ? []
      : (index.get(name) ?? []).map(({ setting }): WrittenSetting => ({ name: setting, key: name, value, keyAt: at })),
  );
}

interface Tag {
  readonly tag: string;
  readonly at: Location;
}
const tagsOf = perObject((facts: FactIndex): Groups<Tag & { readonly id: string }> => {
  const tags = facts.of('workload').flatMap(({ containers }) =>
    containers.flatMap((container) => {
      const { image } = container;
      const tag = image === undefined ? undefined : imageTag(referenceText(image));
      if (image === undefined || tag === undefined) return [];
      return controllersIn(container).map((id) => ({ id, tag: tag.replace(/^v(?=\d)/, ''), at: image.at }));
    }),
  );
  return groupBy(tags, ({ id }) => id);
});

/** The version that the tag of its image names, where all workloads of the scan that run it agree. */
export function controllerVersion(id: string, facts: FactIndex, otherwise: Setting<string>): Setting<string> {
  const tags = tagsOf(facts).get(id) ?? [];
  const [first] = tags;
  if (first === undefined || !/^\d/.test(first.tag)) return otherwise;
  return tags.every(({ tag }) => tag === first.tag)
    ? known(first.tag, { kind: 'written', at: first.at })
    : unknown({ kind: 'ambiguous', text: 'it runs in several versions here', at: first.at });
}
