// The version of Kubernetes that manifests run on, as far as one is named anywhere in the scan.
import type { Text } from '../../model/facts.js';
import { type Known, known, type Setting, unknown, written } from '../../model/setting.js';
import type { FactIndex } from '../../model/topology.js';

/** The one version that every cluster of the scan certainly has; what is written as the least, or for a developer's machine, is not certain. */
export function certainVersion(facts: FactIndex): Text | undefined {
  const found = facts.of('runtime-version').filter((fact) => fact.runtime === 'kubernetes');
  const [first] = found;
  const isCertain = found.every(({ version, extent }) => extent === undefined && version.text === first?.version.text);
  return isCertain ? first?.version : undefined;
}

/** Undefined where no file names one; several are possibilities, for nobody says which cluster a manifest is for. */
export function clusterVersion(facts: FactIndex): Setting<string> | undefined {
  const found = facts.of('runtime-version').filter((fact) => fact.runtime === 'kubernetes');
  const versions = new Map<string, Known<string>>();
  for (const { version } of found) {
    if (!versions.has(version.text)) versions.set(version.text, known(version.text, written(version.at, version.text)));
  }
  const [first, ...others] = [...versions.values()];
  if (first === undefined || others.length === 0) return first;
  const at = found[0]?.version.at;
  if (at === undefined) return first;
  return unknown({ kind: 'ambiguous', text: 'several clusters with different versions are described', at }, [
    ...versions.values(),
  ]);
}
