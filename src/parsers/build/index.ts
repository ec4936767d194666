// Files that say which image is built from which folder, and how charts and stacks are installed: skaffold, bake, workflows, GitLab pipelines, Makefiles.
import { baseNameOf } from '../../model/file-paths.js';
import { mayRunCompose } from '../kit/compose-commands.js';
import { mayInstallCharts } from '../kit/helm-commands.js';
import { mayApplyKustomizations } from '../kit/kustomize-commands.js';
import { mayDeployStacks } from '../kit/stack-commands.js';
import { mayApplyTerraform } from '../kit/terraform-commands.js';
import type { ParserEntry } from '../parser.js';

const builds =
  /build-push-action|build-and-push|\b(?:docker|podman|nerdctl|buildah|img)\s+(?:buildx\s+|image\s+)?(?:build|bud)\b|kaniko/;

export const skaffold: ParserEntry = {
  name: 'skaffold',
  endings: ['yaml', 'yml'],
  accepts: (path) => /^skaffold.*\.ya?ml$/.test(baseNameOf(path)),
  gate: (file) => /apiVersion:\s*["']?skaffold\//.test(file.text),
  load: async () => (await import('./parse-skaffold.js')).parser,
  version: 2,
};
export const bake: ParserEntry = {
  name: 'bake',
  endings: ['hcl', 'json'],
  accepts: (path) => /^(?:docker-)?bake(?:[.-].+)?\.(?:hcl|json)$/.test(baseNameOf(path)),
  gate: (file) => /\btarget\b/.test(file.text),
  load: async () => (await import('./parse-bake.js')).parser,
  version: 1,
};
export const workflow: ParserEntry = {
  name: 'workflow',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.+\.ya?ml$/.test(path),
  gate: (file) =>
    builds.test(file.text) ||
    mayInstallCharts(file.text) ||
    mayApplyKustomizations(file.text) ||
    mayDeployStacks(file.text) ||
    mayApplyTerraform(file.text) ||
    mayRunCompose(file.text) ||
    file.text.includes('aws-cloudformation-github-deploy@'),
  load: async () => (await import('./parse-workflow.js')).parser,
  version: 6,
};
export const gitlabPipeline: ParserEntry = {
  name: 'gitlab-pipeline',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/|\.)gitlab-ci\.ya?ml$/.test(path),
  gate: (file) =>
    builds.test(file.text) ||
    mayInstallCharts(file.text) ||
    mayApplyKustomizations(file.text) ||
    mayDeployStacks(file.text) ||
    mayApplyTerraform(file.text) ||
    mayRunCompose(file.text),
  load: async () => (await import('./parse-pipeline.js')).parser,
  version: 5,
};
export const makefile: ParserEntry = {
  name: 'makefile',
  endings: ['', 'mk', 'yaml', 'yml'],
  accepts: (path) => /^(?:GNU)?[Mm]akefile$|\.mk$|^justfile$|^Taskfile\.ya?ml$/.test(baseNameOf(path)),
  gate: (file) =>
    builds.test(file.text) ||
    mayInstallCharts(file.text) ||
    mayApplyKustomizations(file.text) ||
    mayDeployStacks(file.text) ||
    mayApplyTerraform(file.text) ||
    mayRunCompose(file.text),
  load: async () => (await import('./parse-makefile.js')).parser,
  version: 7,
};
