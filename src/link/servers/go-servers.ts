// Puts together Go servers that one package makes and another starts.
import type { FileFacts, ServerFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { goPackageFolder } from '../names/go-packages.js';
import { neverStarted } from './go-idle-servers.js';

/** Every server once, with where it listens; what nobody starts, and what is only a handler, is gone. */
export function settleGoServers(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = files.flatMap((each) => each.facts);
  const servers = facts.filter((each) => each.kind === 'server');
  const idle = neverStarted(files, servers);
  const handed = servers.filter((each) => each.handedOut !== undefined);
  const taken = servers.filter((each) => each.takenFrom !== undefined);
  if (handed.length === 0 && taken.length === 0 && idle.size === 0) return files;
  const modules = facts.filter((each) => each.kind === 'go-module');
  const started = new Map<ServerFact, ServerFact>();
  const consumed = new Set<ServerFact>();
  for (const server of taken) {
    const { takenFrom } = server;
    if (takenFrom === undefined) continue;
    const folder =
      takenFrom.space === 'package'
        ? folderOf(server.at.file)
        : goPackageFolder(modules, takenFrom.space.slice('package:'.length));
    const makers = handed.filter(
      ({ at, handedOut }) =>
        folderOf(at.file) === folder &&
        handedOut !== undefined &&
        [handedOut.by, ...(handedOut.also ?? [])].includes(takenFrom.name) &&
        handedOut.starts.includes(takenFrom.method),
    );
    const [maker] = makers;
    if (maker === undefined || makers.length > 1) continue;
    if (!idle.has(server)) started.set(server, join(maker, server));
    consumed.add(maker);
  }
  const settle = (fact: FileFacts['facts'][number]): readonly FileFacts['facts'][number][] => {
    if (fact.kind !== 'server') return [fact];
    if (idle.has(fact)) return [];
    if (fact.takenFrom !== undefined) return [started.get(fact) ?? []].flat();
    if (fact.handedOut === undefined) return [fact];
    return consumed.has(fact) || fact.handedOut.handler ? [] : [fact];
  };
  return files.map((file) =>
    file.facts.some(
      (fact) => fact.kind === 'server' && (idle.has(fact) || (fact.takenFrom ?? fact.handedOut) !== undefined),
    )
      ? { ...file, facts: file.facts.flatMap(settle) }
      : file,
  );
}

/** Made in one file, started in another: what it is comes from the first, where it listens and how it stops from the second. */
function join(maker: ServerFact, starter: ServerFact): ServerFact {
  const { handedOut: _, shutdown: __, ...made } = maker;
  const port = starter.port ?? maker.port;
  const host = starter.host ?? maker.host;
  return {
    ...made,
    listenAt: starter.listenAt ?? starter.at,
    role: maker.role === 'side' ? 'side' : starter.role,
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    settings: [...maker.settings, ...starter.settings],
    traits: [...maker.traits, ...starter.traits.filter((each) => each.name !== 'frameworkMajor')],
    routes: [...maker.routes, ...starter.routes],
    shutdown: starter.shutdown,
    ...(starter.entry === undefined ? {} : { entry: starter.entry }),
  };
}
