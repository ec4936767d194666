// For each kind of file a name and a text that opens the gate of its parser, and a place in it where a hostile piece can stand.

export interface Door {
  readonly path: string;
  /** With one `@`, where the piece goes. */
  readonly text: string;
}

const object =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  annotations:\n    note: ok\n@\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: api\n';

export const doors: readonly Door[] = [
  {
    path: 'server.ts',
    text: "import http from 'http';\nconst s = http.createServer(h);\nx = @;\ns.keepAliveTimeout = 1;\ns.listen(3000);\n",
  },
  { path: 'server.jsx', text: "const s = require('http').createServer(h);\nx = @;\ns.listen(3000);\n" },
  { path: 'server.js', text: "@\nconst s = require('http').createServer(h);\ns.listen(3000);\n" },
  {
    path: 'main.go',
    text: 'package main\n\nimport "net/http"\n\nfunc main() {\n\tx := @\n\ts := &http.Server{Addr: ":8080"}\n\ts.ListenAndServe()\n}\n',
  },
  { path: 'types.go', text: 'package main\n\nimport "net/http"\n\nvar x @\n\nvar s = http.Server{}\n' },
  { path: 'fly.toml', text: 'app = "shop"\n\n[http_service]\n  internal_port = 8080\n@\n[env]\n  KEEP_ALIVE = "5s"\n' },
  { path: 'Procfile', text: 'worker: node jobs.js\n@\nweb: node server.js\n' },
  { path: 'render.yaml', text: 'services:\n  - type: web\n    name: shop\n    runtime: node\n    startCommand: @\n' },
  { path: 'app.json', text: '{"stack":"heroku-24","env":@}\n' },
  { path: 'heroku.yml', text: 'build:\n  docker:\n    web: Dockerfile\nrun:\n  web: @\n' },
  { path: '.do/app.yaml', text: 'name: shop\nservices:\n  - name: api\n    run_command: @\n' },
  { path: '.ebextensions/a.config', text: 'option_settings:\n  - option_name: KEEP_ALIVE\n    value: @\n' },
  { path: 'apprunner.yaml', text: 'version: 1.0\nruntime: nodejs22\nrun:\n  command: @\n' },
  {
    path: 'main.bicep',
    text: "resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'shop'\n  properties: {\n    template: {\n      containers: [{ image: 'shop', env: @ }]\n    }\n  }\n}\n",
  },
  {
    path: 'site.bicep',
    text: "@\nresource site 'Microsoft.Web/sites@2023-12-01' = {\n  name: 'shop'\n  properties: { siteConfig: { appSettings: [{ name: 'A', value: '1' }] } }\n}\n",
  },
  {
    path: 'azuredeploy.json',
    text: '{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[{"type":"Microsoft.Web/sites","name":"shop","properties":{"siteConfig":{"appSettings":@}}}]}\n',
  },
  {
    path: 'Jenkinsfile',
    text: "pipeline {\n  stages {\n    stage('a') { steps { dir('api') { sh 'docker build -t shop . && gcloud run deploy shop --set-env-vars @' } } }\n  }\n}\n",
  },
  {
    path: 'cloudbuild.yaml',
    text: 'steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, -t, shop, .]\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: bash\n    args: ["-c", @]\n',
  },
  {
    path: 'azure-pipelines.yml',
    text: 'steps:\n  - script: |\n      docker build -t shop .\n      az containerapp update --name shop --set-env-vars @\n',
  },
  { path: '.circleci/config.yml', text: 'jobs:\n  build:\n    steps:\n      - run: docker build -t shop @\n' },
  {
    path: '.github/workflows/deploy.yml',
    text: 'jobs:\n  deploy:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: shop\n          env_vars: @\n',
  },
  { path: 'go.mod', text: 'module example.org/a\n\ngo 1.22\n@\n' },
  { path: 'deployment.yaml', text: object },
  { path: 'flow.yaml', text: 'apiVersion: v1\nkind: Service\nmetadata: @\n' },
  { path: 'object.json', text: '{"apiVersion":"v1","kind":"Service","metadata":@}\n' },
  { path: 'deployment.yaml.j2', text: object },
  { path: 'chart/templates/a.yaml', text: object },
  { path: 'chart/values.yaml', text: 'config:\n  timeout: 1\n@\n' },
  {
    path: 'deploy.sh',
    text: '#!/bin/sh\n@\nkubectl apply -f - <<EOF\napiVersion: v1\nkind: Service\nEOF\nexec node server.js\n',
  },
  { path: 'start.sh', text: '#!/bin/sh\nA=@\nexec node server.js\n' },
  { path: 'rules.yaml', text: 'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: @\n' },
  { path: 'docker-compose.yml', text: 'services:\n  api:\n    image: api\n    command: @\n    ports: ["80:80"]\n' },
  { path: 'copilot/api/manifest.yml', text: 'name: api\ntype: Load Balanced Web Service\nhttp: @\n' },
  {
    path: 'template.yaml',
    text: 'Resources:\n  Balancer:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: @\n',
  },
  {
    path: 'template.json',
    text: '{"Resources":{"B":{"Type":"AWS::ElasticLoadBalancingV2::LoadBalancer","Properties":@}}}',
  },
  {
    path: 'lbs.json',
    text: '{"LoadBalancers":[{"LoadBalancerArn":"arn:aws:elasticloadbalancing:a:1:loadbalancer/app/a/1","x":@}]}',
  },
  { path: 'main.tf', text: 'resource "aws_lb" "a" {\n  name = @\n}\n' },
  { path: 'blocks.tf', text: 'resource "aws_lb" "a" {\n  name = "a"\n}\n@\n' },
  { path: 'main.tf.json', text: '{"resource":{"aws_lb":{"a":{"name":@}}}}' },
  { path: 'terraform.tfvars', text: 'a = @\n' },
  { path: 'terragrunt.hcl', text: 'terraform {\n  source = "a"\n}\ninputs = @\n' },
  { path: 'task.json.tpl', text: '[{"name":"a","image":"a","essential":true,"x":@}]' },
  {
    path: 'plan.json',
    text: '{"format_version":"1.2","terraform_version":"1.5.0","planned_values":{"root_module":{"resources":[{"type":"aws_lb","name":"a","address":"aws_lb.a","values":@}]}}}',
  },
  { path: 'Dockerfile', text: 'FROM node:20 AS a\n@\nCMD ["node", "server.js"]\n' },
  { path: 'cmd/Dockerfile', text: 'FROM node:20 AS a\nCMD @\n' },
  { path: 'package.json', text: '{"name":"a","scripts":{"start":"node a.js","b":@},"dependencies":{"express":"4"}}' },
  { path: 'scripts/package.json', text: '{"name":"a","scripts":{"start":"@"}}' },
  { path: 'tsconfig.json', text: '{"compilerOptions":{"paths":@}}' },
  { path: 'config/default.json5', text: '{"a":@}' },
  { path: 'config/app.toml', text: 'timeout = 1\n@\n' },
  { path: 'config/value.toml', text: 'timeout = @\n' },
  { path: 'config/app.yaml', text: 'timeout: @\n' },
  { path: '.nvmrc', text: '@' },
  { path: '.env', text: 'A=@\n' },
  { path: 'skaffold.yaml', text: 'apiVersion: skaffold/v2\nkind: Config\nbuild:\n  artifacts: @\n' },
  { path: 'docker-bake.hcl', text: 'target "a" {\n  context = @\n}\n' },
  {
    path: '.github/workflows/a.yml',
    text: 'jobs:\n  a:\n    steps:\n      - run: docker build -t a .\n      - run: @\n',
  },
  { path: '.gitlab-ci.yml', text: 'build:\n  script:\n    - docker build -t a .\n    - @\n' },
  { path: 'Makefile', text: 'A = @\nbuild:\n\tdocker build -t a .\n' },
  {
    path: 'nginx.conf',
    text: 'http {\n  keepalive_timeout 5s;\n  server {\n    listen 80;\n    location / {\n      proxy_pass http://api;\n@\n    }\n  }\n}\n',
  },
  { path: 'value.nginx.conf', text: 'http {\n  keepalive_timeout @;\n}\n' },
  {
    path: 'haproxy.cfg',
    text: 'defaults\n  timeout client 5s\nfrontend a\n  bind :80\n  default_backend b\nbackend b\n  server a a:80 @\n',
  },
  { path: 'Caddyfile', text: 'example.org {\n  reverse_proxy api:80 {\n    @\n  }\n}\n' },
  { path: 'traefik.toml', text: '[entryPoints]\n[entryPoints.web]\naddress = @\n' },
  { path: 'traefik.yml', text: 'entryPoints:\n  web: @\n' },
  { path: 'envoy.yaml', text: 'static_resources:\n  clusters: @\n' },
  { path: 'hoplint.yaml.d/.hoplint.yml', text: '# hoplint-ignore @\n' },
  { path: 'helmfile.yaml', text: 'releases:\n  - name: a\n    chart: a\n    values: @\n' },
  { path: 'kustomization.yaml', text: 'resources: @\n' },
];
