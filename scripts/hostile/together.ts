// Files that tire nobody alone: what links them may multiply what stands in each of them.
import type { HostileText } from './texts.js';

type Files = Readonly<Record<string, string>>;

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');
const services = (count: number, body: string): string => `services:\n${lines(count, (at) => `  a${at}: ${body}\n`)}`;
const deployment = (at: number): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d${at}}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec: {containers: [{name: c, image: x, ports: [{containerPort: 80}]}]}\n`;
const service = (at: number): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: s${at}}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n`;
const ingress = (at: number): string =>
  `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i${at}}\nspec: {rules: [{host: h${at}.x, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s${at}, port: {number: 80}}}}]}}]}\n`;
const stages = (count: number, from: (at: number) => string): string =>
  `FROM node:22 AS s0\nCOPY . /app\n${lines(count, (at) => `FROM ${from(at)} AS s${at + 1}\nCOPY . /app${at}\n`)}FROM ${from(count)}\n${lines(count, (at) => `COPY --from=s${at} /app${at} /app${at}\n`)}CMD ["node", "/app1/server.js"]\n`;
const hosts = (count: number): string =>
  `events {}\nhttp {\n${lines(count, (at) => `server { listen 80; server_name h${at}.x; location / { proxy_pass http://a${at}:8000; } }\n`)}}\n`;

const repositories: Readonly<Record<string, (count: number) => Files>> = {
  'services of one image, whose stages build on one another': (count) => ({
    Dockerfile: stages(count, (at) => `s${at}`),
    'compose.yaml': services(count, '{build: .}'),
    'nginx.conf': hosts(count),
  }),
  'services of one image, whose stages copy from one another': (count) => ({
    Dockerfile: stages(count, () => 'node:22'),
    'compose.yaml': services(count, '{build: .}'),
    'nginx.conf': hosts(count),
  }),
  'a build of several floors, each copying all of the one below': (count) => {
    const each = Math.round(count / 6);
    const floor = (at: number): string =>
      `FROM golang AS s${at + 1}\n${lines(each, (copy) => `COPY --from=s${at} /a${copy} /a${copy}\n`)}`;
    return {
      Dockerfile: `FROM golang AS s0\nRUN go build -o /a1 .\n${lines(6, floor)}CMD ["/a1"]\n`,
      'main.go': 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
      'compose.yaml': services(1, '{build: .}'),
    };
  },
  'Services that all select the same pods': (count) => ({
    // Each with each is what was asked for, and what it costs.
    'pods.yaml': lines(count / 2, deployment),
    'services.yaml': lines(count / 2, service),
    'ingresses.yaml': lines(count / 2, ingress),
  }),
  'locations that all send to one large upstream': (count) => ({
    'nginx.conf': `events {}\nhttp {\nupstream u {\n${lines(count, (at) => `server a${at}:80;\n`)}}\nserver {\nlisten 80;\n${lines(count, (at) => `location /${at} { proxy_pass http://u; }\n`)}}\n}\n`,
    'compose.yaml': `${services(count, '{image: node}')}  web: {image: nginx, volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}\n`,
  }),
  'rules of a mesh that are all for one Service': (count) => ({
    'mesh.yaml': lines(
      count,
      (at) =>
        `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v${at}}\nspec: {hosts: [s0], gateways: [mesh, g], http: [{timeout: ${at}s, route: [{destination: {host: s0}}]}]}\n---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: v${at}}\nspec: {host: s0}\n`,
    ),
    'pods.yaml': deployment(0) + service(0),
  }),
  'modules that require one another': (count) => {
    const required = (at: number) => (name: number) => `const m${name} = require('./f${(at * 7 + name) % 100}');\n`;
    const text = (at: number): string =>
      `${lines(count / 20, required(at))}const s = m1.app.listen(${at});\nexports.app = require('http').createServer(m2.h);\nprocess.on('SIGTERM', () => m3.stop(s));\nexports.stop = (x) => m4.stop(x);\n`;
    const names = Array.from({ length: 100 }, (_, at) => [`src/f${at}.js`, text(at)] as const);
    return {
      ...Object.fromEntries(names),
      Dockerfile: 'FROM node:22\nCOPY . /app\nWORKDIR /app\nCMD ["node", "src/f0.js"]\n',
      'compose.yaml': services(1, '{build: .}'),
    };
  },
};

/** About `size` characters in each of the larger files. */
export function* hostileRepositories(size: number, part: string): Generator<HostileText> {
  for (const [name, make] of Object.entries(repositories)) {
    const files = make(Math.round(size / 100));
    if (Object.keys(files).some((path) => path.includes(part))) yield { name, files };
  }
}
