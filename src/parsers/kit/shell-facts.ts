// Everything that commands of a pipeline, a Makefile or a script say: images they build, and what they install, start and deploy.
import type { BuildFact, Fact, ProgramBuildFact } from '../../model/facts.js';
import { mayRunCompose, readComposeCommands } from './compose-commands.js';
import { mayDeploy, readDeployCommands } from './deploy-commands.js';
import { readDockerBuilds, type Settle, settleWith } from './docker-build.js';
import { mayBuildPrograms, readGoBuilds } from './go-builds.js';
import { mayInstallCharts, readHelmCommands, type ShellPlace } from './helm-commands.js';
import { mayApplyKustomizations, readKustomizeCommands } from './kustomize-commands.js';
import { lastingVariables, steadyVariables } from './script-variables.js';
import { mayDeployStacks, readStackCommands } from './stack-commands.js';
import { mayApplyTerraform, readTerraformCommands } from './terraform-commands.js';

const builds =
  /build-push-action|build-and-push|\b(?:docker|podman|nerdctl|buildah|img)\s+(?:buildx\s+|image\s+)?(?:build|bud)\b|kaniko/;
/** Built elsewhere: `az acr build`, `gcloud builds submit`. */
const remoteBuilds = /\bacr build\b|\bbuilds submit\b/;

/** Whether a text may hold one at all. */
export function mayHoldCommands(text: string): boolean {
  return (
    builds.test(text) ||
    remoteBuilds.test(text) ||
    mayBuildPrograms(text) ||
    mayInstallCharts(text) ||
    mayApplyKustomizations(text) ||
    mayDeployStacks(text) ||
    mayApplyTerraform(text) ||
    mayRunCompose(text) ||
    mayDeploy(text)
  );
}

/** `environment`: the variables around it. */
export function readCommands(
  text: string,
  around: ShellPlace,
  by: BuildFact['by'],
  environment?: ReadonlyMap<string, string>,
): Fact[] {
  const own = lastingVariables(text);
  const place: ShellPlace =
    own.size === 0
      ? around
      : {
          ...around,
          settle: settledFirst(own, around.settle),
          given: settledFirst(steadyVariables(text), around.given ?? around.settle),
        };
  return [
    ...readDockerBuilds(text, place.directory, place.settle).map(
      ({ start, end, ...build }): BuildFact => ({ kind: 'build', by, ...build, at: place.at({ start, end }) }),
    ),
    ...readGoBuilds(text, place.directory, place.settle).map(
      ({ start, end, ...made }): ProgramBuildFact => ({ kind: 'program-build', ...made, at: place.at({ start, end }) }),
    ),
    ...readHelmCommands(text, place),
    ...readKustomizeCommands(text, place),
    ...readComposeCommands(text, place),
    ...readStackCommands(text, place),
    ...readTerraformCommands(text, place, environment),
    ...readDeployCommands(text, place),
  ];
}

/** What the commands set themselves is nearer than what surrounds them. */
function settledFirst(own: ReadonlyMap<string, string>, around: Settle): Settle {
  const settle = settleWith(own);
  return (word) => around(settle(word));
}
