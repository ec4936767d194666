// Compares the chains source -> Dockerfile -> image -> workload -> front that people read with those that hoplint links.
import type { Container, Model, Server, Workload } from '../../src/model/topology.js';
import type { LabelledLink } from './labels.js';

export interface LinkScore {
  readonly label: LabelledLink;
  readonly found: boolean;
  /** The part of the chain that is missing, and what stands there. */
  readonly missing: string;
}

/** Entries that name no workload and no server file claim nothing that can be checked. */
export function scoreLinkage(labels: readonly LabelledLink[], model: Model): readonly LinkScore[] {
  return labels.flatMap((label): LinkScore[] => {
    const missing = label.workload === undefined ? undefined : missingPart(label, label.workload, model);
    return missing === undefined ? [] : [{ label, found: missing === '', missing }];
  });
}

function missingPart(label: LabelledLink, workload: string, model: Model): string | undefined {
  if (/^none\b/.test(workload)) return withoutWorkload(label, model);
  const [names, there] = [namesIn(workload), inManifest(label, model)];
  // What can be neither named nor opened cannot be checked; an optional part is off as the chart comes.
  if ((names.length === 0 && label.manifest === undefined) || /disabled by default/.test(workload)) return undefined;
  const called = there.filter((each) => names.some((name) => `${each.name} ${each.id}`.split(/[ /.]/).includes(name)));
  const named = called.length > 0 || label.manifest === undefined ? called : there;
  if (named.length === 0) return `no workload called ${workload} in ${label.manifest ?? 'any file'}`;
  const parts = named.map((each) => missingOf(label, each));
  return parts.includes('') ? '' : (parts[0] ?? '');
}
function missingOf(label: LabelledLink, workload: Workload): string {
  const chains = workload.containers.map((each) => missingInContainer(label, each));
  const chain = chains.includes('') ? '' : (chains[0] ?? 'it has no container');
  return chain === '' ? missingFront(label, workload) : `${workload.title}: ${chain}`;
}
function missingInContainer(label: LabelledLink, container: Container): string {
  const files = container.imageFiles.map((each) => each.file);
  if (label.dockerfile !== undefined && !files.includes(label.dockerfile))
    return `its image is built from ${files.join(', ') || 'nothing in the scan'}, not ${label.dockerfile}`;
  if (label.source === undefined) {
    return label.isPublic && container.sourceLink !== undefined ? `it is linked to ${container.sourceLink.to}` : '';
  }
  const servers = container.serverCandidates.map((each) => each.fact.at.file);
  const places = [...servers, ...files, ...(container.sourceLink === undefined ? [] : [container.sourceLink.to])];
  if (!places.some((each) => isUnder(each, label.source ?? '')))
    return `nothing leads to the source ${label.source} (${places.join(', ') || 'no link'})`;
  const entry = label.entry?.replace(/^.*\//, '') ?? '';
  const isStarted = container.delivery.chain.some((each) => each.text.split(/[\s/]/).includes(entry));
  if (label.entry === undefined || !isServerFile(label.entry) || isStarted || container.server !== undefined) return '';
  return servers.length === 0 ? `no server of ${label.source} was found` : `several servers: ${servers.join(', ')}`;
}
const isServerFile = (entry: string): boolean => /\.(?:go|[cm]?[jt]s)$/.test(entry);

/** `Service/web-svc` among the Services; an Ingress or balancer that the label names among the hops in front. */
function missingFront({ front }: LabelledLink, workload: Workload): string {
  if (front === undefined || /\bdisabled\b|\bno service\b|^none\b/i.test(front)) return '';
  const wanted = [...front.matchAll(/\bService\/([\w.-]+)/g)].flatMap((each) => each[1] ?? []);
  const services = workload.services.map((each) => each.name);
  const absent = wanted.filter((name) => !services.some((each) => each === name || name.endsWith(`...${each}`)));
  if (absent.length > 0) return `${workload.title}: no Service ${absent.join(', ')} (${services.join(', ') || 'none'})`;
  if (/^Service\b|Service ClusterIP/.test(front) && services.length === 0) return `${workload.title}: no Service`;
  const outer = /\bIngress\/[\w.-]+|\baws_lb\.\w+/.exec(front)?.[0];
  return outer !== undefined && workload.frontedBy.length === 0
    ? `${workload.title}: nothing in front, not ${outer}`
    : '';
}

/** `Deployment/web`, `aws_ecs_service.app`. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:\b[A-Z]\w+\/|aws_ecs_service\.)([\w-]+)/g)].flatMap((each) => each[1] ?? []);
}
function inManifest({ manifest }: LabelledLink, model: Model): readonly Workload[] {
  if (manifest === undefined) return model.workloads;
  return model.workloads.filter((each) => isUnder(each.fact.at.file, manifest) || isUnder(each.at.file, manifest));
}
/** A server that nothing runs must be found, and stay alone. */
function withoutWorkload(label: LabelledLink, model: Model): string {
  const linked = model.workloads.flatMap((each) => each.containers).filter((each) => each.sourceLink !== undefined);
  if (linked.length > 0) return `${linked[0]?.name} is linked to ${linked[0]?.sourceLink?.to}`;
  const own = (server: Server): boolean => label.source === undefined || server.fact.role === 'main';
  return model.unlinkedServers.some(own) ? '' : 'no server was found';
}
function isUnder(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}
