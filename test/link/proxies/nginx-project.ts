// An nginx of a Compose file, and what a test writes into its configuration.
import type { ProxyFact } from '../../../src/model/facts.js';
import { nodeService } from './project.js';

export const compose = (image: string, file = 'nginx.conf', target = '/etc/nginx/nginx.conf') => ({
  'docker-compose.yml': `services:\n  edge:\n    image: ${image}\n    ports: ["80:80"]\n    volumes: ["./${file}:${target}:ro"]\n  api:\n    build: ./api\n`,
  ...nodeService,
});
export const configuration = (http: string): string => `events {}\nhttp {\n${http}\n}\n`;
export const writtenValue = (proxy: ProxyFact, name: string): unknown => {
  const value = proxy.settings.findLast((each) => each.name === name)?.value;
  return value?.kind === 'literal' ? value.value : value?.kind;
};
