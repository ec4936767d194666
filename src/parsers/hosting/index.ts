// Files that put an application on a platform which runs it: Fly.io, Render, Heroku, App Engine, App Platform, App Runner, Elastic Beanstalk, Container Apps, Cloud Foundry.
import { baseNameOf } from '../../model/file-paths.js';
import type { ParserEntry } from '../parser.js';
import { isAppSpec, isBeanstalk, isContainerApp, isFly, isPushManifest } from './names.js';

const isAppEngine = (path: string): boolean => /(?:^|\/)app(?:[._-][\w-]+)?\.ya?ml$/.test(path);
const named = new Set([
  'render.yaml',
  'render.yml',
  'heroku.yml',
  'app.json',
  'apprunner.yaml',
  'Procfile',
  'Dockerrun.aws.json',
]);

export const hosting: ParserEntry = {
  name: 'hosting',
  accepts: (path) =>
    named.has(baseNameOf(path)) ||
    isFly(path) ||
    isAppSpec(path) ||
    isBeanstalk(path) ||
    isAppEngine(path) ||
    isPushManifest(path) ||
    (/\.ya?ml$/.test(path) && isContainerApp(baseNameOf(path))),
  gate: ({ path, text }) => {
    const name = baseNameOf(path);
    if (isFly(path)) return /^app[ \t]*=/m.test(text) || text.includes('internal_port');
    if (isBeanstalk(path)) return text.includes('option_settings');
    if (name === 'Procfile') return /^web[ \t]*:/m.test(text);
    if (name === 'Dockerrun.aws.json') return text.includes('AWSEBDockerrunVersion');
    if (name === 'app.json') return /"(?:stack|buildpacks|addons)"[ \t]*:/.test(text);
    if (name.startsWith('render.')) return /^services[ \t]*:/m.test(text);
    if (name === 'heroku.yml') return /^(?:build|run)[ \t]*:/m.test(text);
    if (isAppSpec(path)) return /^[ ]*services[ \t]*:/m.test(text);
    if (isContainerApp(name)) return /^properties[ \t]*:/m.test(text);
    if (isPushManifest(path) && /^applications[ \t]*:/m.test(text)) return true;
    return (isAppEngine(path) || name === 'apprunner.yaml') && /^runtime[ \t]*:/m.test(text);
  },
  load: async () => (await import('./parse-hosting.js')).parser,
  version: 2,
};
