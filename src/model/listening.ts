// Which servers of a container may be behind one of its ports.
import type { Container, Server } from './topology.js';

/**
 * The servers that listen on the port, with those of which nobody can tell. Where each of them is known to listen elsewhere, all that the
 * container runs but those on other ports that it declares; where each server may belong to another program, all.
 */
export function serversOn(container: Container, port: number): readonly Server[] {
  const { serverCandidates, besides, runsAllCandidates, ports } = container;
  if (!runsAllCandidates || serverCandidates.length + besides.length < 2) return serverCandidates;
  const sure = [...serverCandidates, ...besides].filter((each) => listens(each, port) === 'yes');
  if (sure.length > 0) return [...sure, ...serverCandidates.filter((each) => listens(each, port) === 'unknown')];
  const isElsewhere = (each: Server): boolean =>
    listens(each, port) === 'no' && ports.some((own) => listens(each, own.port) === 'yes');
  const open = serverCandidates.filter((each) => listens(each, port) === 'unknown');
  const left = open.length > 0 ? open : serverCandidates.filter((each) => !isElsewhere(each));
  return left.length > 0 ? left : serverCandidates;
}

function listens({ port: own, portMayDiffer }: Server, port: number): 'yes' | 'no' | 'unknown' {
  if (own.state === 'known') {
    if (own.value === port) return 'yes';
    return portMayDiffer === undefined ? 'no' : 'unknown';
  }
  const { candidates = [] } = own;
  return candidates.length > 0 && candidates.every((each) => each.value !== port) ? 'no' : 'unknown';
}

/** Whether a file tells what is behind the port: the container declares it, or one of its servers listens there. */
export function isOwnPort({ ports, serverCandidates, besides }: Container, port: number): boolean {
  return (
    ports.some((each) => each.port === port) ||
    [...serverCandidates, ...besides].some((each) => each.port.state === 'known' && each.port.value === port)
  );
}
