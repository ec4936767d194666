// Results of real scans over texts in memory, for reports that draw the model.
import { lint } from '../../../src/lint.js';
import type { LintResult } from '../../../src/model/report.js';
import { deployment, server } from '../../cli/kit/hoplint.js';
import { optionsOver } from '../../kit/options.js';

export const scanned = (files: Readonly<Record<string, string>>): Promise<LintResult> => lint(optionsOver(files));

/** ingress-nginx in front of a Node server, as in the tests of the command line. */
export function shopFiles(keepAlive: number): Record<string, string> {
  return {
    'deploy/api.yaml': deployment,
    'app/server.js': server(keepAlive),
    'app/package.json': '{ "name": "api", "type": "module", "main": "server.js", "engines": { "node": "22.12.0" } }\n',
    'app/Dockerfile': 'FROM node:22.12-bookworm-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'compose.yaml': 'services:\n  api:\n    image: registry.example/api:1\n    build: ./app\n',
  };
}

/** Says something else in HTML, XML, Mermaid, Markdown, a terminal and a runner's log. */
export const evil =
  '"><script>alert(1)</script><img src=x onerror=alert(2)> \'&amp; ]]> {{x}} "]; click x "javascript:alert(3)" %% `|\u202e\u001b[2J ::error::x';

/** The same shop in which every name a file can give is evil. */
export function evilFiles(): Record<string, string> {
  const name = JSON.stringify(evil);
  const yaml = deployment
    .replaceAll('name: api,', `name: ${name},`)
    .replaceAll('{ name: api }', `{ name: ${name} }`)
    .replaceAll('- name: api', `- name: ${name}`)
    .replaceAll('app: api', `app: ${name}`)
    .replace('shop.example.com', name)
    .replace('sleep: { seconds: 15 }', `exec: { command: [${name}] }`);
  return { ...shopFiles(5000), 'deploy/<b onclick=alert(4)>/a"b.yaml': yaml };
}
