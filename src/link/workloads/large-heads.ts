// Responses with large heads: those that source sets, and those documented for programs that nobody builds here.
import { product, productsOfImage } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { LargeHeadRow, ProgramCondition } from '../../knowledge/schema-programs.js';
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, type UnknownReason, unknown, written } from '../../model/setting.js';
import type { FactIndex, LargeHead } from '../../model/topology.js';
import { referenceText } from '../image/image-names.js';
import { configMapsByName } from '../lookups.js';
import type { Variables } from '../names/environment.js';
import { nearest } from '../names/proximity.js';

const headsByFile = perObject((facts: FactIndex) => groupBy(facts.of('large-head'), ({ at }) => at.file));

/** What the files of a program set on its responses. */
export function headsOfSource(files: ReadonlySet<string>, facts: FactIndex): readonly LargeHead[] {
  const byFile = headsByFile(facts);
  if (byFile.size === 0) return [];
  return [...files].sort().flatMap((file) =>
    (byFile.get(file) ?? []).map(({ headers, bytes, at }): LargeHead => {
      const what = headers.length === 1 ? `the header ${headers[0]}` : `the headers ${headers.join(' and ')}`;
      return {
        what,
        bytes: known(bytes, written(at)),
        extent: 'holds',
        moment: 'every such response',
        instead: `send less in ${what}`,
      };
    }),
  );
}

/** What is documented for the product that a container runs, in the way it is started. */
export function headsOfImage(
  owner: WorkloadFact,
  container: ContainerFact,
  variables: Variables,
  facts: FactIndex,
): readonly LargeHead[] {
  const { image } = container;
  if (container.build !== undefined || image === undefined) return [];
  return productsOfImage(referenceText(image)).flatMap((id) =>
    (product(id)?.largeHeads ?? []).flatMap((row): LargeHead[] => {
      const started: Started = { owner, container, variables, facts };
      const conditions = (row.when ?? []).map((each) => holds(each, started));
      if (conditions.some((each) => each.holds === 'no')) return [];
      const open = conditions.flatMap((each) => (each.holds === 'unknown' ? [each.reason] : []));
      const [decider] = conditions.flatMap((each) => (each.holds === 'yes' && each.at !== undefined ? [each.at] : []));
      return [headOf(id, row, open[0], decider ?? image.at)];
    }),
  );
}
function headOf(id: string, row: LargeHeadRow, open: UnknownReason | undefined, at: Location): LargeHead {
  const { what, exceeds, said, moment, instead } = row;
  const bytes: Setting<number> =
    open === undefined
      ? known(exceeds, { kind: 'default', entry: `${id}/large-head`, label: said, impliedBy: at })
      : unknown(open);
  return { what, bytes, extent: 'may-exceed', moment, ...(instead === undefined ? {} : { instead }) };
}

interface Started {
  readonly owner: WorkloadFact;
  readonly container: ContainerFact;
  readonly variables: Variables;
  readonly facts: FactIndex;
}
type Held =
  | { readonly holds: 'yes'; readonly at?: Location }
  | { readonly holds: 'no' }
  | { readonly holds: 'unknown'; readonly reason: UnknownReason };

function holds(condition: ProgramCondition, started: Started): Held {
  const given = flagOf(condition, started) ?? started.variables.get(condition.env) ?? lineOf(condition, started);
  if (given === undefined) return condition.absent === true ? { holds: 'yes' } : { holds: 'no' };
  if (given.state === 'unknown') return { holds: 'unknown', reason: given.reason };
  const at = given.origin.kind === 'default' ? given.origin.impliedBy : given.origin.at;
  return condition.values.includes(given.value) ? { holds: 'yes', at } : { holds: 'no' };
}

function flagOf({ flag }: ProgramCondition, { container }: Started): Setting<string> | undefined {
  for (const command of [container.args, container.command]) {
    const words = command?.form === 'shell' ? command.words.flatMap((word) => word.split(/\s+/)) : command?.words;
    const index = (words ?? []).findLastIndex((word) => new RegExp(`^--?${flag}(?:=|$)`).test(word));
    const word = words?.[index];
    if (command === undefined || word === undefined) continue;
    const equals = word.indexOf('=');
    const next = words?.[index + 1];
    const value = equals < 0 ? (next === undefined || next.startsWith('-') ? 'true' : next) : word.slice(equals + 1);
    const text = value.replace(/^(["'])(.*)\1$/, '$2');
    return text.includes('$') || text.includes('{{')
      ? unknown({ kind: 'templated', text: `--${flag} is filled in as ${text}`, at: command.at })
      : known(text, written(command.at, word));
  }
  return undefined;
}

/** `provider = "oidc"` in a ConfigMap that is mounted for `--config`. */
function lineOf({ file }: ProgramCondition, { owner, container, facts }: Started): Setting<string> | undefined {
  const named = [container.args, container.command].flatMap((command) => command?.words ?? []);
  if (!named.some((word) => /^--?(?:alpha-)?config(?:=|$)/.test(word))) return undefined;
  const maps = (container.mounts ?? []).flatMap((mount) =>
    mount.from === 'configmap' ? (nearest(owner, configMapsByName(facts).get(mount.source) ?? [])[0] ?? []) : [],
  );
  const pattern = new RegExp(`^[ \\t]*${file}[ \\t]*=[ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([\\w-]+))`, 'm');
  for (const entry of maps.flatMap((map) => map.data)) {
    const found = pattern.exec(entry.value);
    if (found !== null) return known(found[1] ?? found[2] ?? found[3] ?? '', written(entry.at));
  }
  if (maps.length > 0 && !named.some((word) => word.includes('alpha-config'))) return undefined;
  return unknown({
    kind: 'not-in-scan',
    text: `${file} may be set in the configuration file of container ${container.name}, which is not in the scan`,
    settle: 'Lint it together with that file, or give the proxy in front a larger buffer.',
    at: container.at,
  });
}
