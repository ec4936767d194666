// Which of many request paths and findings a reader sees first.
import { beforeAll, describe, expect, it } from 'vitest';
import type { LintResult } from '../../src/model/report.js';
import { markdown } from '../../src/reporters/markdown.js';
import { pathsText } from '../../src/reporters/paths.js';
import { pretty } from '../../src/reporters/pretty.js';
import { settings } from './kit/results.js';
import { scanned, shopFiles } from './kit/scanned.js';

/** Behind a Service, so requests are meant for it; no file shows who sends them, or what is inside. */
const cupboard = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: ${name}, image: "vendor.example/${name}:1", ports: [{ containerPort: 9000 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 9000 }] }
`;
let many: LintResult;
beforeAll(async () => {
  const cupboards = ['aaa', 'bbb', 'ccc', 'ddd'].map((name) => [`deploy/${name}.yaml`, cupboard(name)]);
  many = await scanned({ ...shopFiles(5000), ...Object.fromEntries(cupboards) });
});

describe('the overview of a run', () => {
  it('shows the broken path first, and those without any known hop in one sentence', () => {
    const text = pretty(many, settings);
    expect(text).toMatch(/kept\)\n {2}client ──▶ ingress-nginx.*──60 s │ 6 s──▶ api\n/);
    expect(text).not.toContain('client ──▶ ? ──▶ ?');
    expect(text.replaceAll(/\n {2}/g, ' ')).toContain(
      'Nothing is known of what stands in front of Deployment aaa, Deployment bbb, Deployment ccc and 1 more, nor of the server inside.',
    );
  });

  it('counts what it draws: a copy in another namespace that looks alike is the same line', async () => {
    const shop = shopFiles(5000);
    const manifest = (namespace: string): string =>
      cupboard('aaa').replaceAll('metadata: { name: aaa }', `metadata: { name: aaa, namespace: ${namespace} }`);
    const twice = await scanned({ ...shop, 'deploy/one.yaml': manifest('one'), 'deploy/two.yaml': manifest('two') });
    expect(twice.model.paths).toHaveLength(3);
    expect(pretty(twice, settings)).toContain('(2 request paths, ');
  });

  it('says why hops are drawn as "?", and what would show them', async () => {
    const files = { ...shopFiles(5000), 'tools/feed.js': "require('node:http').createServer(answer).listen(9100);\n" };
    const text = pretty(await scanned(files), settings).replaceAll(/\n {2,4}/g, ' ');
    expect(text).toMatch(/client ──▶ \? ──\? │ 5 s or 6 s──▶ tools/);
    expect(text).toMatch(/ \? no file in the scan shows what stands in front of tools\S*\. Declare the load balancer/);
    expect(text).toContain('Tell hoplint what no file shows');
    expect(pretty(await scanned(shopFiles(5000)), settings)).not.toMatch(/^ {2}\?/m);
  });

  it('writes out one of many things of a kind that were left alone, and counts the others', () => {
    const settle = 'Install it.';
    const notes = ['aaa', 'bbb', 'ccc'].map((name) => ({
      code: 'no-renderer',
      message: `${name} was not drawn.`,
      settle,
    }));
    const text = pretty({ ...many, notes: [...notes, { code: 'link', message: 'ddd is a link' }] }, settings);
    expect(text).toContain(
      '  aaa was not drawn. Install it.\n      and 2 more of this kind: --verbose\n  ddd is a link\n',
    );
    expect(text).not.toContain('bbb was');
    expect(pretty({ ...many, notes }, { ...settings, verbose: true })).toContain('  bbb was not drawn. Install it.\n');
  });

  it('says the same in Markdown, and lists errors before what is only worth knowing', () => {
    const text = markdown(many, settings);
    expect(text).not.toContain('client ──▶ ? ──▶ ?');
    expect(text).toContain('Nothing is known of what stands in front of Deployment aaa');
    const levels = Array.from(text.matchAll(/^- \*\*(\w+)\*\*/gm), ([, level]) => level);
    expect([...new Set(levels)]).toEqual(['error', 'warning', 'note']);
  });

  it('writes a question that many files leave open out once, and then only where', () => {
    const text = pretty(many, settings).replaceAll(/\n {6}/g, ' ');
    expect(text.match(/has no preStop hook, and the source of its server is not in the scan/g)).toHaveLength(1);
    expect(text).toMatch(/3 more of this kind: deploy\/bbb\.yaml:8, deploy\/ccc\.yaml:8, deploy\/ddd\.yaml:8 Lint the/);
    expect(pretty(many, { ...settings, verbose: true })).toMatch(/Deployment ddd has no preStop/);
  });

  it('counts the places of one reason, however alike its words are', () => {
    const reason = 'what the image starts is not in the scan';
    const notEvaluated = [3, 5, 8].map((line) => ({
      ruleId: 'sigterm-undelivered',
      subject: `line ${line}`,
      reason,
      settle: 'Name the source folder.',
      because: [],
      location: { file: 'compose.yaml', line, column: 1, endLine: line, endColumn: 2 },
    }));
    const text = pretty({ ...many, notEvaluated }, settings);
    expect(text).toContain(`compose.yaml:3  sigterm-undelivered: ${reason}\n      2 more of this kind: compose.yaml:5`);
    expect(pretty({ ...many, notEvaluated }, { ...settings, verbose: true })).toContain(`compose.yaml:8  sigterm-`);
  });

  it('shortens a long pattern in the name of a hop, and keeps its end', async () => {
    const pattern = '^/(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/(orders|returns)$';
    const { model } = await scanned({
      'compose.yaml': `services:
  web: { image: "nginx:1.27", ports: ["80:80"], volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"] }
  api: { image: "vendor.example/api:1", expose: ["3000"] }
`,
      'nginx.conf': `events {}
http {
  server {
    listen 80;
    server_name shop.example.com;
    location ~ "${pattern}" { proxy_pass http://api:3000; }
  }
}
`,
    });
    const names = model.paths.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'hop' ? [node.name] : [])));
    expect(names).toEqual(['nginx (shop.example.com, location ~ ^/(?:[0-9a-f]{…9a-f]{12})/(orders|returns)$)']);
  });

  it('tells of each in full at the end of the list of paths', () => {
    const text = pathsText(many.model, { color: false, width: 100, explain: false });
    const titles = Array.from(text.matchAll(/^Deployment (\w+)/gm), ([, name]) => name);
    expect(titles).toEqual(['api', 'aaa', 'bbb', 'ccc', 'ddd']);
  });

  it('says so where several servers may be meant', async () => {
    const { model } = await scanned({
      'deploy/shop.yaml': cupboard('shop')
        .replace('vendor.example/shop:1', 'shop:1')
        .replace(', ports: [{ containerPort: 9000 }]', ''),
      Dockerfile: 'FROM node:22-slim\nCOPY . .\nCMD ["node", "server.js"]\n',
      'server.js':
        "const http = require('http');\nhttp.createServer(a).listen(process.env.A);\nhttp.createServer(b).listen(process.env.B);\n",
    });
    expect(pathsText(model, { color: false, width: 100, explain: false })).toMatch(/shop, Node 22, one of 2 servers/);
  });
});
