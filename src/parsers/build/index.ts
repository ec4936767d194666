// Files that say which image is built from which folder, and how charts and stacks are installed: skaffold, bake, workflows, pipelines, Makefiles.
import { baseNameOf } from '../../model/file-paths.js';
import { mayHoldCommands } from '../kit/shell-facts.js';
import type { ParserEntry } from '../parser.js';

/** Actions that deploy. */
const steps = [
  'aws-cloudformation-github-deploy@',
  'deploy-cloudrun@',
  'container-apps-deploy-action@',
  'appservice-settings@',
  '-task-definition@',
];
const holdsOne = (text: string, words: readonly string[]): boolean => words.some((word) => text.includes(word));

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
export const goreleaser: ParserEntry = {
  name: 'goreleaser',
  endings: ['yaml', 'yml'],
  accepts: (path) =>
    /\.ya?ml$/.test(path) &&
    (/^\.?goreleaser\b/.test(baseNameOf(path)) || path.split('/').slice(0, -1).includes('.goreleaser')),
  gate: ({ text }) => /^(?:builds?|dockers(?:_v2)?):/m.test(text),
  load: async () => (await import('./parse-goreleaser.js')).parser,
  version: 1,
};
export const workflow: ParserEntry = {
  name: 'workflow',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.+\.ya?ml$/.test(path),
  gate: ({ text }) => mayHoldCommands(text) || holdsOne(text, steps) || text.includes('/.github/workflows/'),
  load: async () => (await import('./parse-workflow.js')).parser,
  version: 11,
};
export const gitlabPipeline: ParserEntry = {
  name: 'gitlab-pipeline',
  endings: ['yaml', 'yml'],
  accepts: (path) => /(?:^|\/|\.)gitlab-ci\.ya?ml$/.test(path),
  gate: ({ text }) => mayHoldCommands(text),
  load: async () => (await import('./parse-pipeline.js')).parser,
  version: 7,
};
export const makefile: ParserEntry = {
  name: 'makefile',
  endings: ['', 'mk', 'yaml', 'yml'],
  accepts: (path) => /^(?:GNU)?[Mm]akefile$|\.mk$|^justfile$|^Taskfile\.ya?ml$/.test(baseNameOf(path)),
  gate: ({ text }) => mayHoldCommands(text),
  load: async () => (await import('./parse-makefile.js')).parser,
  version: 8,
};
/** Pipelines of others, by the name of the file or of a folder for them. */
function isOtherPipeline(path: string): boolean {
  const name = baseNameOf(path).toLowerCase();
  if (!/\.(?:ya?ml|json)$/.test(name)) return false;
  if (/^(?:bitbucket-pipelines|buildspec|\.drone|\.woodpecker)\b/.test(name)) return true;
  if (/cloudbuild|azure-?pipeline/.test(name)) return true;
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return folders.some((each) =>
    /^(?:\.circleci|\.woodpecker|\.?pipelines|\.?azure-?(?:pipelines?|devops))$/.test(each),
  );
}
/** Tasks, orbs, plugins and images that build or deploy without a command. */
const tasks = [
  ...['Docker@', 'AzureAppServiceSettings@', 'AzureWebApp@', 'AzureWebAppContainer@', 'AzureContainerApps@'],
  ...['aws-ecr/build', 'docker/build', 'docker/publish', 'gcp-gcr/build', 'gcp-artifact-registry/build'],
  ...['plugins/docker', 'plugins/ecr', 'plugins/gcr', 'plugins/gar', 'plugin-docker-buildx', 'kaniko'],
  ...['cloud-builders/', 'cloud-sdk'],
];
export const pipelines: ParserEntry = {
  name: 'pipelines',
  endings: ['yaml', 'yml', 'json'],
  accepts: isOtherPipeline,
  gate: ({ text }) => holdsOne(text, tasks) || mayHoldCommands(text),
  load: async () => (await import('./parse-other-pipelines.js')).parser,
  version: 2,
};
export const jenkinsfile: ParserEntry = {
  name: 'jenkinsfile',
  accepts: (path) => /^Jenkinsfile(?:[._-][\w.-]+)?$|\.jenkinsfile$/i.test(baseNameOf(path)),
  gate: ({ text }) => text.includes('docker.build') || mayHoldCommands(text),
  load: async () => (await import('./parse-jenkinsfile.js')).parser,
  version: 2,
};
