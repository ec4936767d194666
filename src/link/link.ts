// Joins the facts of all files into the model: workloads with their servers, and the request paths that lead to them.
import type { Declarations } from '../model/declarations.js';
import type { FileFacts } from '../model/facts.js';
import { pointAt } from '../model/location.js';
import { atOnce } from '../model/pieces.js';
import type { Model, RequestPath } from '../model/topology.js';
import { settleCompose } from './compose/index.js';
import type { LinkContext } from './context.js';
import { indexFacts } from './fact-index.js';
import { linkFronts } from './fronts/fronts.js';
import { settleProcessLists } from './image/command/machine-programs.js';
import { settleUnits } from './image/sources/machine-folders.js';
import { settleOpenBuilds } from './image/sources/open-builds.js';
import { settlePipelineBuilds } from './image/sources/pipeline-builds.js';
import { settleInfrastructure } from './infrastructure/index.js';
import { settleBeanstalk } from './infrastructure/services/beanstalk.js';
import { settleDeployments } from './infrastructure/services/deployments.js';
import { settleHosted } from './infrastructure/services/hosted-files.js';
import { linkBackends } from './kubernetes/backends.js';
import { settleCanaries } from './kubernetes/canaries.js';
import { certainVersion, clusterVersion } from './kubernetes/cluster-version.js';
import { linkMistakes } from './kubernetes/mistakes.js';
import { moduleResolver } from './names/modules.js';
import { nameResolver } from './names/names.js';
import { settleNginx } from './nginx/index.js';
import { settleComposeProxies } from './proxies/compose-proxies.js';
import { settleControllers } from './proxies/controller-settings.js';
import { claimsOf } from './proxies/deployed.js';
import { settleMountedFiles } from './proxies/mounted-files.js';
import { proxyHosts } from './proxies/proxy-hosts.js';
import { settleTraefik } from './proxies/traefik.js';
import { loneBalancer, onlyChoice } from './request-paths/only-balancer.js';
import {
  pathsAsDeclared,
  pathsOfInfrastructure,
  pathsOfLoneProxies,
  pathsWithoutWorkload,
} from './request-paths/open-paths.js';
import { pathsOfWorkload } from './request-paths/workload-paths.js';
import { settleGoServers } from './servers/go-servers.js';
import { settleReleases } from './servers/releases.js';
import { settleServers } from './servers/settle-servers.js';
import { assumptionsOf } from './settings/assumptions.js';
import { exportersFor } from './settings/exporters.js';
import { habitsOf } from './settings/habits.js';
import { linkCalls } from './workloads/calls.js';
import { linkClients } from './workloads/clients.js';
import { linkContainers } from './workloads/containers.js';
import { MachineServices } from './workloads/machine-services.js';
import { type DraftWorkload, draftWorkload } from './workloads/workloads.js';

/** `paths` are all files of the scan, also those that gave no facts; `roots` the folders outside the working directory that it covers. */
export function link(
  files: readonly FileFacts[],
  declarations: Declarations,
  paths: ReadonlySet<string>,
  roots: readonly string[] = [],
): Model {
  return atOnce(linkInPieces(files, declarations, paths, roots));
}
export function* linkInPieces(
  files: readonly FileFacts[],
  declarations: Declarations,
  paths: ReadonlySet<string>,
  roots: readonly string[],
): Generator<undefined, Model> {
  const hasFile = (path: string): boolean => paths.has(path);
  const modules = moduleResolver(files, hasFile);
  const controlled = settleControllers(
    settleComposeProxies(
      settleTraefik(
        settleNginx(
          settleMountedFiles(
            settleUnits(
              settleProcessLists(
                settleDeployments(
                  settleBeanstalk(
                    settleInfrastructure(
                      settleHosted(
                        settleCompose(settleCanaries(settlePipelineBuilds(settleOpenBuilds(files), hasFile))),
                        hasFile,
                      ),
                    ),
                    hasFile,
                  ),
                  hasFile,
                ),
              ),
              hasFile,
            ),
          ),
        ),
      ),
    ),
    hasFile,
    declarations,
  );
  yield;
  const settled = settleReleases(settleGoServers(settleServers(controlled, modules)));
  yield;
  const facts = indexFacts(settled, roots);
  const context: LinkContext = {
    facts,
    declarations,
    paths,
    hasFile,
    modules,
    names: nameResolver(facts, modules),
    mistakes: [],
  };
  const containers = yield* linkContainers(context);
  const deployed = facts.of('workload').filter((each) => each.complete);
  yield;
  const where = { workloads: deployed, builtFrom: containers.builtFrom, claimed: claimsOf(facts.of('proxy')) };
  const onMachine = new MachineServices(deployed, containers);
  const fronts = yield* linkFronts(context, (proxy) => proxyHosts(proxy, where), onMachine);
  yield;
  const drafts: DraftWorkload[] = [];
  for (const fact of deployed) {
    drafts.push(draftWorkload(fact, containers.of(fact), fronts, context));
    yield;
  }
  yield;
  const lone = loneBalancer(fronts.proxies, fronts.graph);
  const only = lone === undefined ? undefined : onlyChoice(lone, drafts, fronts);
  for (const draft of drafts) {
    draft.paths.push(...pathsOfWorkload(draft, fronts, only, context));
    yield;
  }
  const workloads = drafts.map((each) => each.workload);
  yield;
  const answered = [
    ...workloads.flatMap((each) => each.paths),
    ...pathsWithoutWorkload(containers, workloads, lone, declarations, fronts),
  ];
  const unanswered = pathsOfInfrastructure(fronts, answered, declarations);
  const all = [...answered, ...unanswered];
  const stated = all.length > 0 ? all : pathsAsDeclared(declarations);
  const isAlone = stated.length === 0 && workloads.length === 0;
  const requestPaths = sortPaths(isAlone ? pathsOfLoneProxies(fronts, declarations) : stated);
  yield;
  const backends = linkBackends(facts);
  yield;
  const mistakes = linkMistakes(context);
  const certain = certainVersion(facts);
  yield;
  return {
    paths: requestPaths,
    workloads,
    servers: [...containers.servers, ...containers.unlinked],
    unlinkedServers: containers.unlinked,
    platform: habitsOf('kubernetes', clusterVersion(facts), pointAt(facts.of('workload')[0]?.at.file ?? '.', 1)),
    ...(certain === undefined ? {} : { clusterVersion: certain }),
    autoscalers: facts.of('autoscaler'),
    disruptionBudgets: facts.of('disruption-budget'),
    services: facts.of('service'),
    backends,
    alerts: facts.of('alert'),
    exporters: exportersFor(facts),
    monitoring: habitsOf('prometheus', undefined, facts.of('alert')[0]?.at ?? pointAt('.', 1)),
    mistakes,
    clients: linkClients(context),
    calls: linkCalls(drafts, context),
    assumptions: assumptionsOf(declarations),
    facts,
  };
}

function sortPaths(paths: readonly RequestPath[]): readonly RequestPath[] {
  const placed = (path: RequestPath): string =>
    `${path.id} ${path.nodes.map((node) => (node.is === 'hop' ? `${node.at.file}:${String(node.at.line).padStart(6, '0')}` : '')).join(' ')}`;
  return paths
    .map((path) => ({ path, place: placed(path) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ path }) => path);
}
