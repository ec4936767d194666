// A heap that may grow to the container's limit is killed by the kernel where the runtime would have collected garbage.
import {
  answeringServers,
  type Container,
  combine,
  defineRule,
  type HabitTable,
  impliedBy,
  known,
  type Location,
  mainPath,
  originPlace,
  placeOf,
  type ServedServer,
  type ServedWorkload,
  type Setting,
  type Severity,
  satisfies,
  servedWorkloads,
  showOrigin,
  showVersions,
  type UnknownReason,
  unknown,
  type Verdict,
  written,
} from './kit/index.js';

const mebibyte = 1024 * 1024;

/** How large the runtime lets its memory grow, and how much of the limit that should be at most. */
interface Ceiling {
  readonly what: 'flag' | 'default' | 'soft-limit' | 'base';
  readonly key: string;
  /** In bytes. */
  readonly size: Setting<number>;
  readonly share: Setting<number>;
}
interface Subject extends ServedWorkload {
  readonly ceiling: Ceiling;
  readonly server?: ServedServer['server'];
}
interface Runs extends Pick<ServedWorkload, 'container'> {
  readonly habits: HabitTable;
}

const showMemory = (bytes: number): string => `${Number((bytes / mebibyte).toFixed(1))} MiB`;
function showSize(setting: Setting<number>): string {
  return setting.state === 'known' ? `${showMemory(setting.value)} (${showOrigin(setting.origin)})` : 'an unknown size';
}
const inBytes = (setting: Setting<number>): Setting<number> =>
  setting.state === 'known' ? known(setting.value * mebibyte, setting.origin) : setting;

/** The flag on the command line or in the variable Node reads flags from. */
function nodeFlag(container: Container, flag: string): Setting<number> | undefined {
  const pattern = new RegExp(`${flag.replaceAll('-', '[-_]')}[= ](\\d+)`);
  for (const { text, at } of container.delivery.chain) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return known(Number(found) * mebibyte, written(at, text));
  }
  const open = container.delivery.chain.find(({ text }) => /^node(?: -\S*)* [$`]/.test(text));
  if (open !== undefined) {
    const text = `the options of ${open.text} are put together where no file shows them`;
    return unknown({ kind: 'dynamic', text, settle: 'Write the options into the command itself.', at: open.at });
  }
  const options = container.env.get('NODE_OPTIONS');
  if (options?.state === 'unknown') return unknown(options.reason);
  const found = options === undefined ? undefined : pattern.exec(options.value)?.[1];
  return found === undefined || options === undefined ? undefined : known(Number(found) * mebibyte, options.origin);
}
function nodeCeiling({ container, habits }: Runs): Ceiling | undefined {
  const flag = habits.text('heap-flag');
  if (flag.state === 'unknown') return undefined;
  const share = habits.count('heap-share-advised');
  const own = nodeFlag(container, flag.value);
  if (own !== undefined) return { what: 'flag', key: flag.value, size: own, share };
  return { what: 'default', key: flag.value, size: defaultHeap({ container, habits }), share };
}
/** A share of the limit between a floor and a cap, where the runtime sees the limit at all. */
function defaultHeap({ container, habits }: Runs): Setting<number> {
  const sees = habits.truth('heap-sees-cgroup-v2');
  const at = container.fact.memoryLimit?.at ?? container.at;
  if (sees.state === 'unknown') return unknown({ ...sees.reason, at });
  if (!sees.value) {
    const before =
      habits.rows('heap-sees-cgroup-v2').find((row) => row.value === 'false')?.versions ?? 'of an older version';
    const older = habits.truth('heap-sees-cgroup-v1');
    const text =
      older.state === 'known' && !older.value
        ? 'the default heap of this Node follows the memory of the machine, not the limit of the container, and no file says how much that is'
        : `on Node ${showVersions(before)} the default heap follows the container's limit only on nodes with cgroup v1, and no file says what the nodes have`;
    return unknown({
      kind: 'version-unknown',
      text,
      settle: `Set ${heapFlagOf(habits)} in NODE_OPTIONS, or move to a newer Node.`,
      at,
    });
  }
  const share = habits.count('heap-share');
  const floor = inBytes(habits.count('heap-floor-mib'));
  const cap = inBytes(habits.count('heap-cap-mib'));
  if (share.state === 'unknown' || floor.state === 'unknown' || cap.state === 'unknown') return floor;
  const limit = container.memoryLimit;
  if (limit.state === 'unknown') return unknown(limit.reason);
  const size = Math.min(cap.value, Math.max(floor.value, limit.value * share.value));
  return impliedBy(known(size, floor.origin), at);
}
function heapFlagOf(habits: HabitTable): string {
  const flag = habits.text('heap-flag');
  return flag.state === 'known' ? flag.value : 'a heap limit';
}

const goUnits: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: mebibyte,
  GiB: 1024 * mebibyte,
  TiB: mebibyte * mebibyte,
};
/** Go reads no limit by itself: a soft limit from the environment, else nothing but what a server needs at least. */
function goCeiling({ container, habits }: Runs): Ceiling | undefined {
  const soft = container.env.get('GOMEMLIMIT');
  const share = habits.count('memory-limit-share-advised');
  if (soft !== undefined) return { what: 'soft-limit', key: 'GOMEMLIMIT', size: softLimit(soft), share };
  const busy = inBytes(habits.count('memory-busy-mib'));
  return busy.state === 'unknown'
    ? undefined
    : { what: 'base', key: 'GOMEMLIMIT', size: busy, share: known(1, busy.origin) };
}
function softLimit(setting: Setting<string>): Setting<number> {
  if (setting.state === 'unknown') return unknown(setting.reason);
  const match = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(setting.value);
  const factor = goUnits[match?.[2] ?? 'B'];
  if (match === null || factor === undefined)
    return unknown({
      kind: 'invalid',
      text: `GOMEMLIMIT "${setting.value}" is not an amount of memory`,
      at: originPlace(setting.origin),
    });
  return known(Number(match[1]) * factor, setting.origin);
}

export default defineRule<Subject>({
  id: 'memory-headroom',
  severity: 'warning',
  summary: 'The memory a runtime allows itself leaves room below the limit of its container',
  cause: 'oom-crash',
  reads: ['container.memoryLimit', 'container.env', 'server.runtimeVersion'],

  *each(model) {
    for (const served of answeringServers(model)) {
      // Without a limit the kernel has nothing to enforce.
      if (served.container.fact.memoryLimit === undefined) continue;
      const { fact, habits } = served.server;
      const runs = { container: served.container, habits };
      const ceiling = fact.language === 'go' ? goCeiling(runs) : nodeCeiling(runs);
      if (ceiling !== undefined) yield { ...served, ceiling };
    }
    // Without its source a default may be another, and what is written counts all the same.
    for (const served of servedWorkloads(model)) {
      const { container } = served;
      const { runtime } = container;
      if (runtime === undefined || container.fact.memoryLimit === undefined) continue;
      const runs = { container, habits: runtime.habits };
      const ceiling = runtime.language === 'go' ? goCeiling(runs) : nodeCeiling(runs);
      if (ceiling?.what === 'flag' || ceiling?.what === 'soft-limit') yield { ...served, ceiling };
    }
  },
  requires({ container, ceiling }): Verdict {
    const { memoryLimit } = container;
    const allowed = combine(memoryLimit, ceiling.share, (limit, share) => limit * share);
    const fits = satisfies(
      combine(allowed, ceiling.size, (most, size) => size <= most),
      (is) => is,
    );
    if (fits.holds !== 'unknown') return fits;
    const reasons = [memoryLimit, ceiling.size, ceiling.share].flatMap((each): UnknownReason[] =>
      each.state === 'unknown' ? [each.reason] : [],
    );
    return { holds: 'unknown', because: reasons };
  },
  tell({ workload, container, server, ceiling }) {
    const path = mainPath(workload);
    const limit = container.memoryLimit;
    const above =
      satisfies(
        combine(limit, ceiling.size, (most, size) => size >= most),
        (is) => is,
      ).holds === 'yes';
    const place: Location = placeOf(limit);
    const room = combine(limit, ceiling.share, (most, share) => most * share);
    const best = room.state === 'known' ? Math.floor(room.value / mebibyte) : undefined;
    const subject = `Container ${container.name} of ${workload.title}`;
    const what = {
      flag: `lets its heap grow to ${showSize(ceiling.size)}`,
      default: `sets no ${ceiling.key}, so its heap may grow to ${showSize(ceiling.size)}`,
      'soft-limit': `collects garbage harder only from ${showSize(ceiling.size)}`,
      base: `runs a Go server, which needs ${showSize(ceiling.size)} when it is busy with next to nothing`,
    }[ceiling.what];
    const left = combine(limit, ceiling.size, (most, size) => most - size);
    const advised = combine(limit, ceiling.share, (most, share) => most * (1 - share));
    const consequence = above
      ? 'the process is killed before it would collect garbage'
      : `${left.state === 'known' ? showMemory(left.value) : 'little'} are left for the rest of the process, where at least ${advised.state === 'known' ? showMemory(advised.value) : 'more'} are advised`;
    return {
      message: `${subject} ${what}, but its memory limit is ${showSize(limit)}, so ${ceiling.what === 'base' ? 'the process is killed under load, with every request in flight' : consequence}.`,
      help:
        ceiling.what === 'base'
          ? `Raise the memory limit, and set ${ceiling.key} a tenth below it.`
          : ceiling.what === 'soft-limit'
            ? `Set ${ceiling.key} to ${best ?? 'at most nine tenths of the limit in'}MiB or less, or raise the limit.`
            : `Set ${ceiling.key}=${best ?? 'four fifths of the limit in MiB'} or less (NODE_OPTIONS), or raise the limit.`,
      at: ceiling.what === 'flag' || ceiling.what === 'soft-limit' ? ceiling.size : place,
      related: [
        { message: 'the memory limit is here', location: place },
        ...(server === undefined
          ? []
          : [{ message: `the ${server.product.title} server it runs is here`, location: server.fact.at }]),
      ],
      key: [workload.title, container.name, ceiling.what],
      ...(path === undefined ? {} : { path }),
      ...(ceiling.what === 'default'
        ? { severity: 'note' as Severity }
        : above && ceiling.what === 'flag'
          ? { severity: 'error' as Severity }
          : {}),
    };
  },
  subject: ({ workload, container }) => ({
    name: `memory of container ${container.name} of ${workload.title}`,
    at: container.fact.memoryLimit?.at ?? container.at,
    of: workload.fact,
  }),
});
