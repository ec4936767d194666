// WebSockets of a Go program, whichever of its packages takes them over and whichever pings them.
import { perObject } from '../../knowledge/memo.js';
import type { ServerFact, WrittenSetting } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import { speaksGrpc } from '../../model/grpc.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';

export interface WebSockets {
  readonly product: string;
  readonly at: Location;
  /** How often the program pings; none where that cannot be told. */
  readonly settings: readonly WrittenSetting[];
}
const socketsByFile = perObject((facts: FactIndex) => groupBy(facts.of('web-sockets'), ({ at }) => at.file));
const serversByFile = perObject((facts: FactIndex) => groupBy(facts.of('server'), ({ at }) => at.file));

export function webSocketsOf(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): WebSockets | undefined {
  const byFile = socketsByFile(facts);
  if (byFile.size === 0 || server.language !== 'go' || !mayTakeOver(server)) return undefined;
  const within = [...byFile.keys()].filter((file) => files.has(file)).sort();
  const found = within.flatMap((file) => byFile.get(file) ?? []);
  const taken = found.find((each) => each.taken);
  if (taken === undefined || !isOnlyServer(server, files, facts)) return undefined;
  const { product, at } = taken;
  const settings = found.flatMap((each) => each.settings);
  // Pings of a program that opens WebSockets as well may be for those.
  const told = settings.length === 1 && found.every((each) => !each.opens && each.product === product);
  return { product, at, settings: told ? settings : [] };
}
const mayTakeOver = ({ product, role }: ServerFact): boolean => role !== 'side' && !speaksGrpc(product);
/** Which of several servers hands its requests over is not read. */
export function isOnlyServer(server: ServerFact, files: ReadonlySet<string>, facts: FactIndex): boolean {
  const byFile = serversByFile(facts);
  const others = [...files].flatMap((file) => byFile.get(file) ?? []).filter(mayTakeOver);
  return others.every(({ at }) => at.file === server.at.file && at.line === server.at.line);
}
