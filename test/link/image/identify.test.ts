// Which Dockerfile a container is built from, strongest evidence first.
import { describe, expect, it } from 'vitest';
import type { WorkloadFact } from '../../../src/model/facts.js';
import { container, type Files, place, Scan, workload } from './scan.js';

const docker = 'FROM node:22\nCOPY . .\nCMD ["node", "index.js"]\n';
const image = (value: string) => container({ image: { kind: 'literal', value, at: place } });
function found(files: Files, of = image('acme/shop-api:1'), more: Partial<WorkloadFact> = {}) {
  const owner = workload([of], more);
  const scan = new Scan(files, [owner]);
  return scan.sources(owner, of).map((source) => [source.dockerfile?.at.file ?? source.context, source.link.strength]);
}
const two = { 'a/Dockerfile': docker, 'b/Dockerfile': docker };

describe('a container is built from', () => {
  it('the folder its annotation names', () => {
    const annotations = [{ key: 'hoplint.dev/source', value: 'b', isString: true, keyAt: place, at: place }];
    expect(found(two, image('x'), { annotations })).toEqual([['b/Dockerfile', 'declared']]);
  });
  it('the folder hoplint.yaml names', () => {
    const owner = workload([image('x')]);
    const services = [{ workload: 'deployment/shop', source: 'a', at: place }];
    const [source] = new Scan(two, [owner]).sources(owner, owner.containers[0] ?? image('x'), { services, hops: [] });
    expect(source).toMatchObject({ context: 'a', link: { strength: 'declared' } });
  });
  it('what a build names after the image, whatever registry and tag', () => {
    const skaffold = 'apiVersion: skaffold/v4beta6\nbuild:\n  artifacts:\n    - { image: acme/shop-api, context: b }\n';
    expect(found({ ...two, 'skaffold.yaml': skaffold }, image('ghcr.io/acme/shop-api:v3@sha256:abc'))).toEqual([
      ['b/Dockerfile', 'reference'],
    ]);
  });
  it('what compose builds, with its target and context', () => {
    const compose =
      'services:\n  shop-api:\n    image: other/shop-api\n    build: { context: ., dockerfile: docker/Dockerfile, target: prod }\n';
    const files = {
      'compose.yaml': compose,
      'docker/Dockerfile': `FROM node:22 AS prod\nCMD ["a"]\nFROM node:22\nCMD ["b"]\n`,
    };
    const owner = workload([image('acme/shop-api')]);
    const scan = new Scan(files, [owner]);
    expect(scan.sources(owner, image('acme/shop-api'))).toMatchObject([{ context: '', target: 'prod' }]);
    expect(scan.image(image('acme/shop-api')).cmd?.words).toEqual(['a']);
  });
  it('what a bake file names from where it is run, beside it or at the top', () => {
    const target = (dockerfile: string): string =>
      `target "x" {\n  dockerfile = "${dockerfile}"\n  tags = ["acme/shop-api:1"]\n}\n`;
    const of = image('acme/shop-api:1');
    const top = { 'build/docker-bake.hcl': target('build/Dockerfile'), 'build/Dockerfile': docker };
    expect(found(top, of)).toEqual([['build/Dockerfile', 'reference']]);
    const beside = { 'build/docker-bake.hcl': target('Dockerfile'), 'build/Dockerfile': docker, Dockerfile: docker };
    expect(found(beside, of)).toEqual([['build/Dockerfile', 'reference']]);
  });
  it('the stage called like the container, of a Dockerfile that ends in several images', () => {
    const files = {
      'go.mod': 'module example.com/shop\n\ngo 1.24\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      Dockerfile: 'FROM node:22 AS api\nCMD ["a"]\nFROM node:22 AS jobs\nCMD ["b"]\n',
    };
    const stageOf = (name: string, workloadName: string): string | undefined => {
      const own = { ...image('shop:latest'), name };
      const owner = workload([own], { name: workloadName });
      return new Scan(files, [owner]).sources(owner, own)[0]?.target;
    };
    expect(stageOf('api', 'shop')).toBe('api');
    expect(stageOf('main', 'shop-api')).toBe('api');
    expect(stageOf('main', 'shop')).toBeUndefined();
  });
  it('what ships, where compose builds what developers run', () => {
    const staged = 'FROM node:22 AS dev\nCMD ["a"]\nFROM node:22\nCMD ["b"]\n';
    const files = (build: string) => ({
      'compose.yaml': `services:\n  shop-api:\n    build: ${build}\n`,
      'api/Dockerfile': staged,
      'api/Dockerfile.dev': 'FROM node:22\nCMD ["c"]\n',
    });
    const own = image('acme/shop-api:1');
    const command = (build: string, more: Partial<WorkloadFact> = {}) =>
      new Scan(files(build), [workload([own], more)]).image(own).cmd?.words;
    expect(command('{ context: api, target: dev }')).toEqual(['b']);
    expect(command('{ context: api, dockerfile: Dockerfile.dev }')).toEqual(['b']);
    expect(found(files('{ context: api, target: dev }'), own, { platform: 'compose' })).toEqual([
      ['api/Dockerfile', 'reference'],
    ]);
  });
  it('the folder where its COPY finds most of what it asks for', () => {
    const contextOf = (copies: string): string | undefined => {
      const workspace = { 'package.json': '{}', 'lock.yaml': '', 'shop/package.json': '{}', 'shop/server.js': '' };
      const of = image('acme/shop');
      const owner = workload([of]);
      const files = { ...workspace, 'shop/Dockerfile': `FROM node:22\n${copies}\n` };
      return new Scan(files, [owner]).sources(owner, of)[0]?.context;
    };
    expect(contextOf('COPY package.json lock.yaml ./\nCOPY shop/package.json shop/server.js ./shop/')).toBe('');
    expect(contextOf('COPY package.json server.js ./')).toBe('shop');
    // As many above as beside it: the nearest is meant.
    expect(contextOf('COPY package.json ./')).toBe('shop');
  });
  it('the Dockerfile that is called like it but for the kind of machine', () => {
    const files = { 'build/shop-api/Dockerfile': docker, 'build/shop-jobs/Dockerfile': docker };
    expect(found(files, image('registry.acme.dev/acme/shop-api-amd64:1'))).toEqual([
      ['build/shop-api/Dockerfile', 'name'],
    ]);
    expect(found(files, image('registry.acme.dev/acme/shop-jobs_linux_arm64'))).toEqual([
      ['build/shop-jobs/Dockerfile', 'name'],
    ]);
    expect(found(files, image('amd64'))).toEqual([]);
  });
  it('not the only Dockerfile of another repository, where a registry of the public says whose the image is', () => {
    const files = { 'go.mod': 'module github.com/acme/shop\n', Dockerfile: docker };
    const other = { name: 'station' };
    expect(found(files, image('quay.io/weather/station:v1'), other)).toEqual([]);
    expect(found(files, image('quay.io/weather/shop:v1'), other)).toHaveLength(1);
    const mounts = [{ from: 'file' as const, source: '', target: '/src', at: place }];
    const inside = { ...image('quay.io/weather/station:v1'), mounts, workingDir: { text: '/src/cmd', at: place } };
    expect(found(files, inside, other)).toHaveLength(1);
    expect(found(files, image('quay.io/acme/station:v1'), other)).toHaveLength(1);
    expect(found(files, image('registry.weather.dev/team/station:v1'), other)).toHaveLength(1);
  });
  it('nothing elsewhere that is called like it, where nothing names the image and a Dockerfile lies beside the manifest', () => {
    const files = { 'site/Dockerfile': docker, 'proxy/shop/Dockerfile': docker };
    const manifest = (file: string): Partial<WorkloadFact> => ({ name: 'shop', at: { ...place, file } });
    expect(found(files, image('<your image>'), manifest('site/task.json'))).toEqual([]);
    expect(found(files, image('<your image>'), manifest('proxy/task.json'))).toEqual([
      ['proxy/shop/Dockerfile', 'name'],
    ]);
  });
  it('the folder that compose mounts into the image of a runtime', () => {
    const files = { 'api/package.json': '{}', 'jobs/go.mod': 'module acme/jobs\n', 'web/index.html': '' };
    const mount = (source: string, target: string) => ({ from: 'file' as const, source, target, at: place });
    const of = (reference: string, mounts: ReturnType<typeof mount>[], workingDir?: string) => {
      const own = {
        ...image(reference),
        mounts,
        ...(workingDir === undefined ? {} : { workingDir: { text: workingDir, at: place } }),
      };
      return found(files, own, { platform: 'compose' });
    };
    expect(of('node:22', [mount('api', '/app')], '/app')).toEqual([['api', 'reference']]);
    expect(of('golang:1.25', [mount('', '/src')], '/src/jobs')).toEqual([['jobs', 'reference']]);
    expect(of('node:22', [mount('api', '/app'), mount('web', '/web')])).toEqual([['api', 'reference']]);
    expect(of('node:22', [mount('api', '/app')], '/elsewhere')).toEqual([]);
    expect(of('nginx:1.29', [mount('api', '/app')])).toEqual([]);
  });
  it('the Dockerfile that is called like the image, then like the workload', () => {
    expect(found({ 'services/shop-api/Dockerfile': docker, ...two })).toEqual([
      ['services/shop-api/Dockerfile', 'name'],
    ]);
    expect(found({ 'docker/shop-api.Dockerfile': docker, ...two })).toEqual([['docker/shop-api.Dockerfile', 'name']]);
    expect(found({ 'shop/Dockerfile': docker, ...two }, image('acme/x'))).toEqual([['shop/Dockerfile', 'name']]);
  });
  it('the folder that ends the image name, or holds the package of that name', () => {
    expect(found({ 'src/api/Dockerfile': docker, ...two })).toEqual([['src/api/Dockerfile', 'name']]);
    expect(found({ ...two, 'b/package.json': '{"name":"@acme/shop-api"}' })).toEqual([['b/Dockerfile', 'name']]);
  });
  it('the one of several beside the package that is called like the folder of its chart', () => {
    const files = {
      'Dockerfile.web': docker,
      'Dockerfile.cli': docker,
      'package.json': '{"name":"@acme/shop-api"}',
    };
    const chart = { at: { ...place, file: 'charts/web/templates/deployment.yaml' } };
    expect(found(files, image('acme/other'), { name: 'shop-api', ...chart })).toEqual([['Dockerfile.web', 'name']]);
    expect(found(files, image('acme/other'), { name: 'shop-api' })).toHaveLength(2);
  });
  it('the folder that is called like it but for the word of a service', () => {
    const files = {
      'cart-microservice/Dockerfile': docker,
      'prices/Dockerfile': docker,
      'cart-tests/Dockerfile': docker,
    };
    expect(found(files, image('acme/cart'))).toEqual([['cart-microservice/Dockerfile', 'name']]);
    expect(found(files, image('acme/prices-service'))).toEqual([['prices/Dockerfile', 'name']]);
    expect(found({ ...files, 'cart-api/Dockerfile': docker }, image('acme/cart'))).toEqual([]);
    expect(found(files, image('acme/prices-proxy'))).toEqual([]);
  });
  it('the one that starts a program of that name, where nothing else is called so', () => {
    const starting = (program: string) =>
      `FROM golang:1.24\nCOPY . .\nENTRYPOINT ["/sbin/tini", "--", "/bin/${program}"]\n`;
    const files = { 'build/one/Dockerfile': starting('prices'), 'build/two/Dockerfile': starting('server') };
    expect(found(files, image('acme/prices'))).toEqual([['build/one/Dockerfile', 'name']]);
    expect(found(files, image('acme/server'))).toEqual([]);
    expect(found({ ...files, 'build/three/Dockerfile': starting('prices') }, image('acme/prices'))).toEqual([]);
  });
  it('the only one in the folder that ends the image name', () => {
    const files = { 'src/backend/http/Dockerfile': docker, 'src/frontend/Dockerfile': docker };
    expect(found(files, image('acme/shop-backend'))).toEqual([['src/backend/http/Dockerfile', 'name']]);
    expect(found({ ...files, 'src/backend/jobs/Dockerfile': docker }, image('acme/shop-backend'))).toEqual([]);
    expect(found({ ...files, 'app/jobs/Dockerfile': docker }, image('acme/shop-app'))).toEqual([]);
    expect(found({ ...two, 'src/backend/rpc/Dockerfile.gen': docker }, image('acme/shop-backend'))).toEqual([]);
  });
  it('what another rendering of the same object runs, under another name', () => {
    const files = { 'api/Dockerfile': docker, 'jobs/Dockerfile': docker };
    const of = (reference: string, scope: string, more: Partial<WorkloadFact> = {}) =>
      workload([{ ...image(reference), name: 'main' }], { scope, ...more });
    const local = of('acme/core-local', 'base');
    const released = of('acme/core', 'prod');
    const compose = { 'compose.yaml': 'services:\n  x:\n    image: acme/core-local\n    build: api\n' };
    const sources = (owner: WorkloadFact, others: readonly WorkloadFact[]) =>
      new Scan({ ...files, ...compose }, [owner, ...others])
        .sources(owner, owner.containers[0] ?? image('x'))
        .map((each) => [each.dockerfile?.at.file, each.link.strength]);
    expect(sources(released, [local])).toEqual([['api/Dockerfile', 'name']]);
    expect(sources(released, [{ ...local, at: { ...place, line: 9 } }])).toEqual([]);
    expect(sources(of('acme/other', 'prod'), [local])).toEqual([]);
    expect(sources(of('nginx:1.29', 'prod'), [local])).toEqual([]);
  });
  it('the nearest of those that are called alike', () => {
    const files = { 'one/api/Dockerfile': docker, 'two/api/Dockerfile': docker };
    const near = { ...place, file: 'two/deploy/api.yaml' };
    expect(found(files, image('acme/api'), { at: near })).toEqual([['two/api/Dockerfile', 'name']]);
    expect(found(files, image('acme/api'))).toHaveLength(2);
  });
  it('the only Dockerfile, when nothing else could be meant', () => {
    expect(found({ Dockerfile: docker, 'Dockerfile.dev': docker })).toEqual([['Dockerfile', 'only-one']]);
    expect(found(two)).toEqual([]);
  });
  it('the only Dockerfile of a folder, for the only image of its manifests', () => {
    const project = (name: string) => ({
      [`${name}/Dockerfile`]: docker,
      [`${name}/package.json`]: '{}',
    });
    const files = { ...project('first'), ...project('second') };
    const of = (file: string, inside: Files = files) =>
      found(inside, { ...image('acme/demo'), at: { ...place, file } }, { at: { ...place, file } });
    expect(of('first/k8s/chart/templates/api.yaml')).toEqual([['first/Dockerfile', 'only-one']]);
    expect(of('third/k8s/api.yaml')).toEqual([]);
    expect(of('first/k8s/api.yaml', { ...files, 'first/jobs/Dockerfile': docker })).toEqual([]);
    expect(of('tools/k8s/api.yaml', { ...files, 'tools/Dockerfile': docker })).toEqual([]);
    const beside = { 'first/k8s/compose.yaml': 'services:\n  jobs:\n    image: acme/jobs\n' };
    expect(of('first/k8s/api.yaml', { ...files, ...beside })).toEqual([]);
  });
  it('nothing, when the tags of one image tell several programs apart', () => {
    const of = (...tags: readonly string[]) => {
      const services = tags.map((tag) => `  ${tag.replace(/-v\d$/, '')}:\n    image: acme/samples:${tag}\n`);
      const files = {
        'demo/Dockerfile': docker,
        'demo/package.json': '{}',
        'other/Dockerfile': docker,
        'demo/k8s/compose.yaml': `services:\n${services.join('')}`,
      };
      const at = { ...place, file: 'demo/k8s/api.yaml' };
      return found(files, { ...image('acme/samples:stock-v1'), name: 'stock', at }, { at });
    };
    expect(of('stock-v1', 'stock-v2')).toEqual([['demo/Dockerfile', 'only-one']]);
    expect(of('stock-v1', 'cart-v1')).toEqual([]);
  });
  it('nothing of ours, when the image is public', () => {
    expect(found({ 'redis/Dockerfile': docker }, image('redis:7'))).toEqual([]);
    expect(found({ Dockerfile: docker }, image('nginx:1.29'))).toEqual([]);
    expect(found({ Dockerfile: docker }, image('docker.io/library/postgres:16'))).toEqual([]);
  });
  it("nothing of ours, when another project's service is called like Docker's own image", () => {
    const build = (name: string) => ({
      'shop/compose.yaml': `services:\n  ${name}:\n    build: ./${name}\n`,
      [`shop/${name}/Dockerfile`]: docker,
    });
    expect(found(build('nginx'), image('nginx:alpine'))).toEqual([]);
    expect(found(build('front'), image('front:1'))).toEqual([['shop/front/Dockerfile', 'reference']]);
  });
  it('the Dockerfile beside the manifest, in a folder of that name', () => {
    const files = { 'cart/node/Dockerfile': docker, 'cart/java/Dockerfile': docker };
    const beside = { ...place, file: 'cart/node/deployment.yaml' };
    expect(found(files, image('acme/cart'), { at: beside })).toEqual([['cart/node/Dockerfile', 'name']]);
    expect(found(files, image('acme/other'), { at: beside })).toEqual([]);
  });
  it('nothing that only its container is called like, when the image has another name', () => {
    const files = { 'hello/Dockerfile': docker, 'other/Dockerfile': docker };
    const named = (reference: string) => ({ ...image(reference), name: 'hello' });
    expect(found(files, named('acme/farewell'))).toEqual([]);
    expect(found(files, named('acme/say-hello-twice'))).toEqual([['hello/Dockerfile', 'name']]);
  });
  it('a folder of source that is called alike, when no Dockerfile is', () => {
    expect(found({ 'shop-api/go.mod': '1.22', 'shop-api/main.go': '' })).toEqual([['shop-api', 'name']]);
  });
  it('the only program of Go below cmd that is called like it', () => {
    const programs = { ...two, 'go.mod': '1.22', 'cmd/shop-api/main.go': '', 'cmd/shop-jobs/main.go': '' };
    expect(found(programs)).toEqual([['cmd/shop-api', 'name']]);
    expect(found({ ...programs, 'tools/cmd/shop-api/main.go': '' })).toEqual([]);
    expect(found(programs, image('acme/other'))).toEqual([]);
    expect(found({ ...programs, 'cmd/redis/main.go': '' }, image('redis:7'))).toEqual([]);
  });
  it('the folders that the image name spells', () => {
    const files = { 'tutorials/pub-sub/go/Dockerfile': docker, 'tutorials/other/go/Dockerfile': docker };
    expect(found(files, image('acme/samples/pubsub-go'))).toEqual([['tutorials/pub-sub/go/Dockerfile', 'name']]);
  });
  it('the plain one of several Dockerfiles beside the module of that name', () => {
    const files = {
      Dockerfile: docker,
      'Dockerfile.debug': docker,
      'go.mod': 'module example.com/shop-api/v2\n',
      ...two,
    };
    expect(found(files)).toEqual([['Dockerfile', 'name']]);
  });
  it('the only Dockerfile, also when two registries carry the image', () => {
    const of = image('acme/shop-api:1');
    const other = workload([image('ghcr.io/shops/shop-api:1')], { name: 'copy' });
    const owner = workload([of]);
    const sources = new Scan({ Dockerfile: docker }, [owner, other]).sources(owner, of);
    expect(sources.map((each) => each.link.strength)).toEqual(['only-one']);
  });
  it('what a workflow names after the repository', () => {
    const skaffold =
      'apiVersion: skaffold/v4beta6\nbuild:\n  artifacts:\n    - { image: "ghcr.io/${{ github.repository }}", context: b }\n';
    const files = { ...two, 'skaffold.yaml': skaffold, 'go.mod': 'module github.com/Acme/shop-api\n' };
    expect(found(files, image('ghcr.io/acme/shop-api'))).toEqual([['b/Dockerfile', 'reference']]);
  });
  it('its own repository, though everybody runs the product', () => {
    const files = { Dockerfile: docker, 'go.mod': 'module github.com/minio/minio\n' };
    expect(found(files, image('quay.io/minio/minio:latest'))).toEqual([['Dockerfile', 'name']]);
    expect(found({ Dockerfile: docker, 'go.mod': 'module github.com/acme/shop\n' }, image('minio/minio'))).toEqual([]);
  });
  it('the Dockerfile of the repository that the image is called like', () => {
    const files = {
      'docker/Dockerfile': docker,
      'docker/Dockerfile.postgres': docker,
      'tools/seed/Dockerfile': docker,
      'packages/sdk/package.json':
        '{"name":"@acme/sdk","repository":{"url":"git+https://github.com/Acme/shop.app.git"}}',
      'packages/cli/package.json': '{"name":"acme","repository":"github:acme/shop.app"}',
    };
    expect(found(files, image('ghcr.io/acme/shop.app:v4'))).toEqual([['docker/Dockerfile', 'name']]);
    expect(found(files, image('ghcr.io/other/shop.app:v4'))).toEqual([]);
    const elsewhere = { ...files, 'packages/fork/package.json': '{"name":"x","repository":"other/shop.app"}' };
    expect(found(elsewhere, image('ghcr.io/acme/shop.app:v4'))).toEqual([]);
  });
  it('the only Dockerfile, for the image of the family that listens where it exposes', () => {
    const files = {
      Dockerfile: `${docker}EXPOSE 5234\n`,
      'package.json': '{"name":"root","repository":"acme/shop"}',
    };
    const port = (number: number) => ({ ports: [{ port: number, at: place }] });
    const of = (value: string, number: number) => ({ ...image(value), ...port(number) });
    const owner = workload([of('acme/shop-backend', 5234)]);
    const client = workload([of('acme/shop-client', 80)], { name: 'client' });
    const sources = (scan: Scan, each: WorkloadFact) =>
      each.containers.flatMap((own) => scan.sources(each, own).map(({ link }) => link.strength));
    expect(sources(new Scan(files, [owner, client]), owner)).toEqual(['only-one']);
    expect(sources(new Scan(files, [owner, client]), client)).toEqual([]);
    const alike = workload([of('acme/shop-worker', 5234)], { name: 'worker' });
    expect(sources(new Scan(files, [owner, alike]), owner)).toEqual([]);
    const stranger = workload([of('acme/gateway', 5234)]);
    expect(sources(new Scan(files, [stranger, client]), stranger)).toEqual([]);
  });
  describe('for the only image that the pipeline names', () => {
    const files = { Dockerfile: `${docker}EXPOSE 3000\n`, 'package.json': '{"name":"shop"}' };
    const within = (file: string) => ({ ...place, file });
    const nameless = (name: string, file: string, port = 3000) => {
      const at = within(file);
      return workload([{ ...image('IMAGE-PLACEHOLDER'), name, at, ports: [{ port, at }] }], { name, at, nameAt: at });
    };
    const strengths = (scan: Scan, each: WorkloadFact) =>
      each.containers.flatMap((own) => scan.sources(each, own).map(({ link }) => link.strength));

    it('also when another description calls it otherwise', () => {
      const now = nameless('web', 'deploy/template.yaml');
      const before = nameless('application', 'terraform/ecs.yaml');
      expect(strengths(new Scan(files, [now, before]), now)).toEqual(['only-one']);
      expect(strengths(new Scan(files, [now, before]), before)).toEqual(['only-one']);
    });
    it('not when another one beside it listens there', () => {
      const web = nameless('web', 'deploy/template.yaml');
      const admin = nameless('admin', 'deploy/admin.yaml');
      expect(strengths(new Scan(files, [web, admin]), web)).toEqual([]);
    });
    it('the Dockerfile beside its description, when it builds the project above', () => {
      const built = 'FROM node:22\nCOPY . .\nRUN npm ci\nEXPOSE 3000\nCMD ["node", "server.js"]\n';
      const web = nameless('application', 'infra/web/template.yaml');
      const worker = workload([image('acme/worker')], { name: 'worker' });
      const inScan = (files: Files, owner: WorkloadFact) => strengths(new Scan(files, [owner, worker]), owner);
      const alone = { 'infra/web/Dockerfile': built };
      const project = { ...alone, 'package.json': '{"name":"shop"}' };
      expect(inScan(project, web)).toEqual(['only-one']);
      expect(inScan(alone, web)).toEqual([]);
      expect(inScan(project, nameless('application', 'infra/web/template.yaml', 9000))).toEqual([]);
    });
  });
  it('the Dockerfile that .env names to compose', () => {
    const files = {
      'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: "${API_DOCKERFILE}" }\n',
      '.env': 'API_DOCKERFILE=./src/api/Dockerfile\n',
      'src/api/Dockerfile': docker,
    };
    const scan = new Scan(files);
    const [owner] = scan.facts.of('workload').filter((each) => each.platform === 'compose');
    const [of] = owner?.containers ?? [];
    expect(owner && of && scan.sources(owner, of).map((each) => each.dockerfile?.at.file)).toEqual([
      'src/api/Dockerfile',
    ]);
  });
});

describe('one Dockerfile for many services', () => {
  const files = {
    Dockerfile:
      'FROM golang:1.26\nARG SERVICE\nCOPY . .\nRUN go build -o /bin/app ./cmd/${SERVICE}\nCMD ["/bin/app"]\n',
    'cmd/cart/main.go': '',
    'cmd/prices/main.go': '',
  };
  const argsOf = (reference: string): unknown => {
    const of = image(reference);
    const owner = workload([of]);
    const other = workload([image('acme/shop-else')], { name: 'else' });
    return new Scan(files, [owner, other]).sources(owner, of).map((each) => each.args);
  };
  it('takes the folder that the image is called like', () => {
    expect(argsOf('acme/cart:1')).toEqual([{ SERVICE: 'cart' }]);
    expect(argsOf('acme/shop-prices:1')).toEqual([{ SERVICE: 'prices' }]);
  });
  it('says nothing about an image that no folder is called like', () => {
    expect(argsOf('acme/orders:1')).toEqual([]);
  });
  it('takes what the image is called like for what an argument is by default, too', () => {
    const dockerfile =
      'FROM golang:1.26\nARG KIND=service\nARG NAME=cart\nCOPY . .\nRUN go build -o /app ./$KIND/$NAME/main.go\nCMD ["/app"]\n';
    const inside = {
      Dockerfile: dockerfile,
      ...two,
      'service/cart/main.go': '',
      'service/prices/main.go': '',
      'service/prices/server.go': '',
    };
    const of = (reference: string): unknown => {
      const own = { ...image(reference), name: 'service' };
      const owner = workload([own]);
      return new Scan(inside, [owner]).sources(owner, own).map((each) => each.args);
    };
    expect(of('acme/prices-service:1')).toEqual([{ NAME: 'prices' }]);
    expect(of('acme/shop-prices:1')).toEqual([]);
    // A folder of many programs is not the one that a container is called like.
    expect(of('acme/orders-service:1')).toEqual([]);
  });
});

describe('a base image that the repository builds', () => {
  const skaffold =
    'apiVersion: skaffold/v4beta6\nbuild:\n  artifacts:\n    - { image: harbor.example.com/acme/base, context: base }\n';
  const scan = new Scan(
    {
      'skaffold.yaml': skaffold,
      'base/Dockerfile': 'FROM alpine:3.22\nSTOPSIGNAL SIGQUIT\nENTRYPOINT ["/init"]\n',
      'shop/Dockerfile': 'FROM harbor.example.com/acme/base:7\nCMD ["/bin/shop"]\n',
    },
    [workload([image('acme/shop')])],
  );
  it('goes on in its own Dockerfile', () => {
    const built = scan.image(image('acme/shop'));
    expect([built.base?.text, built.entrypoint?.words, built.cmd?.words, built.stopSignal?.text]).toEqual([
      'alpine:3.22',
      ['/init'],
      ['/bin/shop'],
      'SIGQUIT',
    ]);
  });
});
