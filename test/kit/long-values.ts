// A small project of every kind of file whose values can be anything: `«quoted»` stands for a text in quotes, `‹raw›` for words on a line.

/** One program behind an ingress, said in as many formats as hoplint reads. */
const files: Readonly<Record<string, string>> = {
  'k8s/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: «shop»
  namespace: «shop»
  annotations: { hoplint.dev/ignore: «», hoplint.dev/source: «.» }
spec:
  selector: { matchLabels: { app: «shop» } }
  strategy: { rollingUpdate: { maxSurge: «25%», maxUnavailable: «25%» } }
  template:
    metadata:
      labels: { app: «shop» }
      annotations: { proxy.istio.io/config: «{}», config.linkerd.io/shutdown-grace-period: «30s» }
    spec:
      terminationGracePeriodSeconds: 30
      initContainers: [{ name: «wait», image: «busybox», command: [«sh», «-c», «sleep 1»] }]
      containers:
        - name: «shop»
          image: «shop/api:1»
          command: [«node», «server.js»]
          args: [«--port=3000»]
          env:
            - { name: «PORT», value: «3000» }
            - { name: KEEP_ALIVE, value: «5000» }
            - { name: NODE_OPTIONS, value: «--max-old-space-size=100» }
          envFrom: [{ configMapRef: { name: «shop» } }]
          ports: [{ name: «http», containerPort: 3000 }]
          resources: { limits: { memory: «1Gi», cpu: «1» }, requests: { memory: «1Gi» } }
          readinessProbe: { httpGet: { path: «/health», port: «http» }, periodSeconds: 5 }
          livenessProbe: { exec: { command: [«sh», «-c», «true»] } }
          lifecycle: { preStop: { exec: { command: [«sh», «-c», «sleep 5»] } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: shop, namespace: «shop» }
data: { HEADERS: «60s», nginx.conf: «server { listen 80; }», app.yaml: «idle: 5s», key: «x» }
---
apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: «shop»
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: «nlb»
    service.beta.kubernetes.io/aws-load-balancer-attributes: «a=b»
    cloud.google.com/backend-config: «{"default":"shop"}»
spec: { selector: { app: «shop» }, ports: [{ name: «http», port: 80, targetPort: «http» }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: «shop»
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: «60»
    nginx.ingress.kubernetes.io/configuration-snippet: «proxy_read_timeout 5s;»
    nginx.ingress.kubernetes.io/server-snippet: «location / { }»
    alb.ingress.kubernetes.io/load-balancer-attributes: «idle_timeout.timeout_seconds=60»
    alb.ingress.kubernetes.io/success-codes: «200»
    alb.ingress.kubernetes.io/actions.a: «{}»
    traefik.ingress.kubernetes.io/router.middlewares: «shop-slow@kubernetescrd»
    haproxy.org/timeout-server: «60s»
spec:
  ingressClassName: «nginx»
  rules: [{ host: «shop.example.com», http: { paths: [{ path: «/», pathType: Prefix, backend: { service: { name: shop, port: { name: «http» } } } }] } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: «shop» }
spec:
  hosts: [«shop»]
  gateways: [«mesh»]
  http:
    - match: [{ uri: { regex: «/a.*» } }]
      timeout: «5s»
      retries: { attempts: 3, perTryTimeout: «2s», retryOn: «5xx,reset» }
      route: [{ destination: { host: «shop.shop.svc.cluster.local», subset: «a» } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: «shop» }
spec:
  parentRefs: [{ name: «gateway» }]
  hostnames: [«shop.example.com»]
  rules: [{ timeouts: { request: «5s» }, matches: [{ path: { value: «/» } }], backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop, namespace: «shop» }
spec: { scaleTargetRef: { kind: Deployment, name: «shop» }, minReplicas: 1, maxReplicas: 3 }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: shop, namespace: «shop» }
spec: { minAvailable: «50%», selector: { matchLabels: { app: «shop» } } }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: shop }
spec: { groups: [{ name: a, rules: [{ alert: «A», expr: «sum(rate(nginx_ingress_controller_requests{status=~"5.."}[5m])) > 0» }] }] }
`,
  'compose/docker-compose.yml': `services:
  api:
    image: «shop/api:1»
    build: { context: «..», dockerfile: «Dockerfile», target: «run», args: { A: «b» } }
    command: «node server.js»
    entrypoint: [«tini», «--»]
    stop_grace_period: «10s»
    stop_signal: «SIGTERM»
    environment: [«PORT=3000»]
    env_file: [«.env»]
    ports: [«3000:3000»]
    healthcheck: { test: «curl localhost», interval: «5s» }
    labels: [«traefik.http.routers.api.rule=Host(\`a\`)», «traefik.http.services.api.loadbalancer.server.port=3000»]
  edge: { image: «nginx:1.27», volumes: [«./nginx.conf:/etc/nginx/nginx.conf»], depends_on: [«api»] }
`,
  'compose/nginx.conf': `upstream api { server ‹api:3000›; keepalive 8; }
map $host $backend { default ‹api›; }
server {
  listen 80;
  server_name ‹shop.example.com›;
  location ‹/› { proxy_pass http://‹api›/‹a›; proxy_set_header Connection "‹›"; proxy_read_timeout ‹5s›; proxy_next_upstream ‹error›; }
}
`,
  'haproxy/haproxy.cfg': `defaults
  timeout client ‹5s›
  option ‹httpclose›
frontend in
  bind ‹*:80›
  default_backend ‹api›
backend api
  server ‹a› ‹api:3000› check ‹inter 5s›
`,
  'caddy/Caddyfile': `‹shop.example.com› {
  reverse_proxy ‹api:3000› {
    transport http { keepalive ‹30s› }
  }
  handle ‹/a/*› { respond ‹a› }
}
`,
  'traefik/traefik.yml': `entryPoints: { web: { address: «:80», transport: { respondingTimeouts: { idleTimeout: «5s» } } } }
http:
  routers: { a: { rule: «Host(\`a\`)», service: «a@file», middlewares: [«slow@file»] } }
  services: { a: { loadBalancer: { servers: [{ url: «http://api:3000/» }] } } }
`,
  Dockerfile: `ARG A=‹1›
FROM ‹node:22› AS ‹build›
WORKDIR ‹/app›
ENV KEEP=‹5000› B="‹b›"
COPY ‹package.json› ‹./›
RUN ‹apt-get install nodejs›
RUN --mount=‹type=cache› ‹npm ci && ln -s bash /bin/sh›
FROM node:\${A}
COPY --from=‹build› ‹/app› ‹/app›
STOPSIGNAL ‹SIGTERM›
HEALTHCHECK CMD ‹curl localhost›
ENTRYPOINT ["‹docker-entrypoint.sh›"]
CMD ‹exec node server.js›
`,
  'docker-entrypoint.sh': `#!/bin/sh
A=‹1›
trap '‹exit›' TERM
if [ ‹"$A"› ]; then exec ‹node server.js›; fi
kubectl apply -f - <<EOF
apiVersion: v1
kind: Service
metadata: { name: ‹a› }
EOF
helm upgrade ‹--install shop ./chart --set a=b›
‹exec "$@"›
`,
  'package.json': `{ "name": «shop», "main": «server.js», "version": «1.0.0», "packageManager": «npm@10.0.0», "engines": { "node": «>=18 <23» },
  "scripts": { "start": «node server.js», "build": «tsc» }, "workspaces": [«packages/*»], "dependencies": { "express": «^4.18.0», "pm2": «5» } }
`,
  'server.js': `import express from 'express';
import http from 'node:http';
import { a } from «./a.js»;
const app = express();
app.get(«/health», (_, response) => response.send(«ok»));
const server = http.createServer(app);
server.keepAliveTimeout = Number(process.env.KEEP ?? «5000») * parse(«5s»);
server.requestTimeout = ms(«30s»);
server.listen(process.env.PORT || «3000», «0.0.0.0»);
process.on(«SIGTERM», () => setTimeout(() => server.close(() => process.exit(0)), Number(«500»)));
`,
  'go/go.mod': `module ‹example.com/shop/v2›

go ‹1.22›

require ‹github.com/labstack/echo/v4› ‹v4.1.0›
`,
  'go/main.go': `package main

import (
	"net/http"
	"os"
	«flag»
)

type Config struct { Idle string \`env:"‹IDLE›" envDefault:"‹5s›" ‹›\` }

func main() {
	port := flag.String(«port», «:8080», «port»)
	idle, _ := time.ParseDuration(os.Getenv(«IDLE») + «5s»)
	mux := http.NewServeMux()
	mux.HandleFunc(«/health», health)
	signals := []string{«SIGTERM»}
	s := &http.Server{Addr: *port, IdleTimeout: idle, ReadTimeout: /* ‹› */ 5 * time.Second}
	s.ListenAndServe()
}
`,
  'go/cmd/a.go': `//go:build ‹linux›
package main

const Name = "‹a›"

func ‹Run›() { os.Exit(1) }
`,
  'infra/main.tf': `variable "a" { default = «5» }
locals {
  b = "‹\${var.a}›"
  c = trimsuffix(«a/», «/»)
  d = regex(«a», «b»)
  e = replace(«a», «/a/», «b»)
  f = chomp(«a»)
  g = split(«,», «a,b»)
}
module "lb" { source = «git::https://example.com/a.git//modules/serverless_negs?ref=1» }
resource "aws_lb" "a" {
  name = «a»
  idle_timeout = local.b
}
resource "aws_lb_target_group" "a" {
  port = 3000
  name = basename(local.c)
  tags = { a = local.d, b = local.e, c = local.f, d = local.g }
  health_check {
    path = «/health»
    matcher = «200-299»
    interval = «30»
  }
}
resource "aws_ecs_task_definition" "a" {
  container_definitions = jsonencode([{ name = «api», image = «shop/api:1», command = [«node»], portMappings = [{ containerPort = 3000 }], stopTimeout = «30» }])
}
`,
  'infra/terragrunt.hcl': `terraform { source = «../modules//a?ref=1» }
inputs = { a = «b» }
`,
  'render.yaml': `services:
  - { type: web, name: «hosted», runtime: node, rootDir: «services/api», startCommand: «node server.js», envVars: [{ key: «KEEP_ALIVE», value: «65000» }] }
`,
  'infra/task.json': `[{ "name": «api», "image": «shop/api:1», "essential": true, "portMappings": [{ "containerPort": 3000 }], "command": [«node server.js»] }]
`,
  'infra/stack.yaml': `AWSTemplateFormatVersion: «2010-09-09»
Parameters: { A: { Type: String, Default: «5» } }
Resources:
  Lb: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Name: !Sub «\${A}-lb», LoadBalancerAttributes: [{ Key: «idle_timeout.timeout_seconds», Value: !Join [«», [«6», «0»]] }] } }
  Tg: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { HealthCheckPath: «/health», Matcher: { HttpCode: «200» } } }
`,
  '.github/workflows/build.yml': `on: push
jobs:
  a:
    runs-on: ubuntu
    steps:
      - { run: «docker build -t shop/api:1 --build-arg A=b -f Dockerfile . && helm upgrade shop ./chart -f values.yaml» }
      - { uses: docker/build-push-action@v6, with: { context: «.», tags: «shop/api:1», build-args: «A=b», file: «Dockerfile» } }
      - { uses: docker/metadata-action@v5, id: meta, with: { images: «name=shop/api,enable=true», tags: «type=sha» } }
`,
  Makefile: `IMAGE ?= ‹shop/api›
TAG := ‹1› # ‹a›
build:
	docker build -t ‹$(IMAGE):$(TAG)› ‹.›
	helm install ‹shop ./chart›
	go build -o ‹bin/shop› ‹./cmd/shop›
`,
  'docker-bake.hcl': `variable "A" { default = «1» }
target «api» { tags = [«shop/api:\${A}»], context = «.», args = { B = «b» } }
# ‹a›
`,
  'skaffold.yaml': `apiVersion: skaffold/v4beta1
kind: Config
build: { artifacts: [{ image: «shop/api», context: «.», docker: { dockerfile: «Dockerfile» } }] }
`,
  '.goreleaser.yaml': `project_name: «shop»
builds: [{ id: api, binary: «shop-api», main: «./cmd/api», dir: «.» }]
dockers: [{ dockerfile: «Dockerfile», image_templates: [«shop/{{ .ProjectName }}:{{ .Tag }}»] }]
`,
  'kustomize/kustomization.yaml': `resources: [«all.yaml»]
namePrefix: «a-»
images: [{ name: «shop/api», newName: «shop/b», newTag: «2», digest: «» }]
patches: [{ target: { kind: «Deployment», name: «a.*», labelSelector: «a=b,c!=d» }, patch: «[{"op":"replace","path":"/spec/replicas","value":3}]» }]
replacements: [{ source: { kind: ConfigMap, name: «a», fieldPath: «data.a» }, targets: [{ select: { kind: Deployment }, fieldPaths: [«spec.template.spec.containers.[name=api].image»] }] }]
`,
  'kustomize/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: a, labels: { a: «b» } }
spec: { template: { spec: { containers: [{ name: api, image: «shop/api:1» }] } } }
`,
  'chart/Chart.yaml': `apiVersion: v2
name: «shop»
version: «1.0.0»
dependencies: [{ name: «common», version: «1.x.x», repository: «file://../common», condition: «common.enabled» }]
`,
  'chart/values.yaml': `image: { repository: «shop/api», tag: «1» }
idle: «5s»
name: «{{ .Release.Name }}»
`,
  'chart/templates/all.yaml': `{{- $a := «a» | trim }}
{{- /* ‹a› */}}
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ printf «%s-%s» .Release.Name «a» | trunc 63 | quote }} }
spec:
  template:
    spec:
      containers:
        - name: api
          image: {{ .Values.image.repository }}:{{ regexReplaceAll «a» «b» «c» }}
          command: [{{ splitList «,» «a,b» | first | quote }}] # ‹a›
{{ ‹.Values.idle› }}
`,
  'helmfile.yaml': `releases: [{ name: «shop», namespace: «shop», chart: «./chart», values: [«{{ .Release.Name }}.yaml»], set: [{ name: «a», value: «b» }] }]
`,
  '.env': 'KEEP=‹5000›\nA="‹a›"\n',
  'appsettings.json': '{ "Kestrel": { "Limits": { "KeepAliveTimeout": «00:02:10» } }, "Urls": «http://*:3000» }\n',
};
/** What naive patterns try every way of reading when it comes again and again. */
export const pumps: readonly string[] = [
  ...[
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    ' \n',
    '"',
    "'",
    '`',
    '\\',
    '\\"',
    '$',
    '${',
    '${A',
    '${A-',
    '${A:-',
    '$(',
    '${{',
    '{{',
    '{{ "',
    '{{/*',
    '}}',
  ],
  ...[
    '{',
    '[',
    '["',
    '(',
    ')',
    '<',
    '<<',
    '<<A ',
    '/*',
    '/* *',
    '*/',
    '//',
    '<!--',
    '#',
    ' #',
    '; ',
    ':',
    '::',
    ' :',
    'a:',
    '@',
    'a@',
    '/',
    '/v0/',
  ],
  ...[
    '/a',
    '-',
    '-a',
    '--a ',
    '.',
    'a.',
    ',',
    'a,',
    '=',
    'a=',
    'a= ',
    '0',
    '1 ',
    '1s',
    '1m1s',
    'a',
    'A',
    'Aa',
    'a ',
    'a\n',
    'a-b_',
    's_',
    'SIG',
    'SIGa,',
  ],
  ...[
    '*',
    '*a',
    '?',
    '|',
    'a|',
    '&',
    '&& ',
    ';',
    '\u2028',
    'é',
    '[a',
    '(a',
    '{a',
    'a{',
    'a[',
    "a='",
    'a="',
    'helm ',
    'ln -s',
    'sleep ',
    'import(',
    'import ',
  ],
  ...[
    'http ',
    'server',
    'docker build ',
    'kubectl <<',
    'apt install ',
    '--mount=',
    'type=bind',
    'trap ',
    'exec ',
    '%{',
    '<%',
    '~',
    '!',
    '^',
    '>=1 ',
    '<1 ||',
  ],
];

const holes = /«([^»]*)»|‹([^›]*)›/g;
const count = Object.values(files).reduce((sum, text) => sum + (text.match(holes)?.length ?? 0), 0);

/** The project with `attack` behind one of its values, or in its place. */
export function projectWith(attack: string, hole: number, manner: 'behind' | 'instead'): ReadonlyMap<string, string> {
  let index = 0;
  const fill = (_: string, quoted: string | undefined, raw = ''): string => {
    const chosen = index++ === hole % count;
    const value = `${chosen && manner === 'instead' ? '' : (quoted ?? raw)}${chosen ? attack : ''}`;
    return quoted === undefined ? value.replaceAll(/[\r\n]/g, ' ') : JSON.stringify(value);
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, text.replaceAll(holes, fill)]));
}
