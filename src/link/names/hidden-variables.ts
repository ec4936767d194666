// Variables that something out of sight may set in a container: where one of them stands first, the value behind it is not certain.
import type { ContainerFact, ObjectBase, WorkloadFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import type { UnknownReason } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { envSamplesByFolder } from '../lookups.js';
import { configMapNear, envFileBeside, joinPath, secretNear } from './environment.js';
import { statedVariables } from './stated-variables.js';

/** Why a variable that no file sets may be set all the same; undefined where what is out of sight cannot set it. */
export type HiddenVariables = (variable: string) => UnknownReason | undefined;

/** Undefined where every source of variables shows the names of all it sets. */
export function hiddenVariables(
  owner: WorkloadFact,
  { name, envFrom, envOpen }: ContainerFact,
  { facts, declarations }: Pick<LinkContext, 'facts' | 'declarations'>,
): HiddenVariables | undefined {
  const unseen = envFrom.filter((each) => !isWhole(each, owner, facts));
  if (unseen.length === 0 && envOpen === undefined) return undefined;
  const stated = statedVariables(owner, declarations);
  return (variable) => {
    if (stated.has(variable)) return undefined;
    const source = unseen.find((each) => maySet(each, variable, facts));
    const at = source?.at ?? envOpen?.at;
    if (at === undefined) return undefined;
    return {
      kind: source?.from === 'secret' ? 'secret' : 'not-in-scan',
      text:
        source === undefined
          ? `container ${name} takes variables from outside the scan, and ${variable} may be one of them`
          : `${variable} may come from ${titleOf(source)}, ${source.from === 'file' ? 'which is not in the scan' : `of which container ${name} takes every key`}`,
      settle: `Say what ${variable} is under services: in hoplint.yaml (env:), null where nothing sets it.`,
      at,
    };
  };
}

type Source = ContainerFact['envFrom'][number];

function isWhole({ from, name, at }: Source, owner: ObjectBase, facts: FactIndex): boolean {
  const found =
    from === 'file'
      ? envFileBeside(at.file, name, facts)
      : from === 'configmap'
        ? configMapNear(owner, name, facts)
        : secretNear(owner, name, facts);
  return found !== undefined && !('open' in found && found.open !== undefined);
}
function maySet({ from, name, prefix = '', at }: Source, variable: string, facts: FactIndex): boolean {
  if (from !== 'file') return variable.startsWith(prefix);
  // Who keeps a sample beside it lists there what it is meant to hold.
  const samples = envSamplesByFolder(facts).get(folderOf(joinPath(folderOf(at.file), name))) ?? [];
  return samples.length === 0 || samples.some(({ names }) => names.includes(variable));
}
function titleOf({ from, name }: Source): string {
  return from === 'file' ? `the file ${name}` : `${from === 'secret' ? 'Secret' : 'ConfigMap'} ${name}`;
}
