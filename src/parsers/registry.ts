// Every parser, by what it accepts. Asking costs nothing: the parsers themselves load on first use.
import { awsCli } from './aws-cli/index.js';
import { azure } from './azure/index.js';
import {
  bake,
  gitlabPipeline,
  goreleaser,
  jenkinsfile,
  makefile,
  pipelines,
  skaffold,
  workflow,
} from './build/index.js';
import { caddy } from './caddy/index.js';
import { cloudformation, stackParameters } from './cloudformation/index.js';
import { compose } from './compose/index.js';
import { entry as configuration } from './configuration/index.js';
import { copilot } from './copilot/index.js';
import { dockerfile } from './dockerfile/index.js';
import { envoy } from './envoy/index.js';
import { goModule } from './go/go-mod.js';
import { go } from './go/index.js';
import { haproxy } from './haproxy/index.js';
import { helmfile, entry as helmValues } from './helm/index.js';
import { hosting } from './hosting/index.js';
import { kong, kongSettings } from './kong/index.js';
import { heredocs, entry as kubernetes } from './kubernetes/index.js';
import { nginx } from './nginx/index.js';
import { node } from './node/index.js';
import {
  environmentFile,
  environmentSample,
  ignoreFile,
  nodeConfig,
  packageManifest,
  pathAliases,
  processList,
  programSettings,
  runtimeVersion,
  variablesFile,
} from './package/index.js';
import type { ParserEntry } from './parser.js';
import { pinnedPrograms, programFile } from './programs/index.js';
import { entry as prometheus } from './prometheus/index.js';
import { script } from './script/index.js';
import { supervisor } from './supervisor/index.js';
import { synthesis } from './synthesis/index.js';
import { systemd } from './systemd/index.js';
import { terraform, terraformValues } from './terraform/index.js';
import { traefik } from './traefik/index.js';

export const parserEntries: readonly ParserEntry[] = [
  kubernetes,
  heredocs,
  helmValues,
  helmfile,
  prometheus,
  compose,
  copilot,
  hosting,
  cloudformation,
  stackParameters,
  awsCli,
  azure,
  terraform,
  terraformValues,
  dockerfile,
  packageManifest,
  pathAliases,
  nodeConfig,
  processList,
  programSettings,
  runtimeVersion,
  programFile,
  pinnedPrograms,
  environmentFile,
  environmentSample,
  variablesFile,
  ignoreFile,
  script,
  supervisor,
  skaffold,
  bake,
  goreleaser,
  workflow,
  gitlabPipeline,
  pipelines,
  jenkinsfile,
  makefile,
  node,
  go,
  goModule,
  nginx,
  haproxy,
  traefik,
  envoy,
  kong,
  kongSettings,
  caddy,
  systemd,
  synthesis,
  configuration,
];

/** Those whose files also stand inside others. */
export const embeddable = parserEntries.filter((entry) => entry.embedded !== undefined);

/** Those whose files scripts write on machines. */
export const onMachines = parserEntries.filter((entry) => entry.onMachines === true);

const endings = new Set(parserEntries.flatMap((entry) => entry.endings ?? []));
const anyEnding = parserEntries.filter((entry) => entry.endings === undefined);
/** Which parsers to ask about a name, by its ending: most names end in a way that few of them accept. */
const byEnding = new Map(
  [...endings].map((ending) => [ending, parserEntries.filter((entry) => entry.endings?.includes(ending) ?? true)]),
);

/** The parsers that accept a file of this name. */
export function entriesFor(path: string): readonly ParserEntry[] {
  return (byEnding.get(endingOf(path)) ?? anyEnding).filter((entry) => entry.accepts(path));
}
function endingOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < path.lastIndexOf('/') || dot < 0 ? '' : path.slice(dot + 1).toLowerCase();
}
