// What hoplint reads in files that say how images are built.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildFact, FileFacts } from '../../src/model/facts.js';
import { bake, gitlabPipeline, goreleaser, makefile, skaffold, workflow } from '../../src/parsers/build/index.js';
import { parseBake } from '../../src/parsers/build/parse-bake.js';
import { parseGoreleaser } from '../../src/parsers/build/parse-goreleaser.js';
import { parseMakefile } from '../../src/parsers/build/parse-makefile.js';
import { parsePipeline } from '../../src/parsers/build/parse-pipeline.js';
import { parseSkaffold } from '../../src/parsers/build/parse-skaffold.js';
import { parseWorkflow } from '../../src/parsers/build/parse-workflow.js';

const builds = ({ facts, problems }: FileFacts): BuildFact[] => {
  expect(problems).toEqual([]);
  return facts.filter((fact) => fact.kind === 'build');
};
const brief = (found: readonly BuildFact[]) =>
  found.map(({ image, context, dockerfile }) => [image, context, dockerfile]);

it('knows each file by its name', () => {
  expect(skaffold.accepts('skaffold.yaml')).toBe(true);
  expect(bake.accepts('docker-bake.hcl')).toBe(true);
  expect(workflow.accepts('.github/workflows/ci.yml')).toBe(true);
  expect(gitlabPipeline.accepts('.gitlab-ci.yml')).toBe(true);
  expect(makefile.accepts('api/Makefile')).toBe(true);
  for (const path of [
    '.goreleaser.yml',
    'goreleaser.yaml',
    '.goreleaser-linux.yml',
    '.goreleaser/linux.yaml',
    '.config/goreleaser.yml',
  ])
    expect(goreleaser.accepts(path)).toBe(true);
  expect(goreleaser.accepts('.github/workflows/release.yml')).toBe(false);
  expect(workflow.accepts('docs/workflows/ci.yml')).toBe(false);
});

it('reads what skaffold installs with helm, in old and new versions', () => {
  const release = (stage: string): string =>
    `${stage}:\n  helm:\n    releases:\n      - { name: api, chartPath: charts/api, namespace: shop, valuesFiles: [values/dev.yaml], overrides: { replicas: 2 } }\n      - { name: db, remoteChart: postgresql }\n`;
  for (const stage of ['deploy', 'manifests']) {
    expect(parseSkaffold({ path: 'k8s/skaffold.yaml', text: release(stage) }).facts).toMatchObject([
      {
        kind: 'helm-install',
        by: 'skaffold release api',
        chart: { text: 'k8s/charts/api' },
        release: 'api',
        namespace: 'shop',
        values: [
          { from: 'file', path: { text: 'k8s/values/dev.yaml' } },
          { from: 'here', json: '{"replicas":2}' },
        ],
      },
    ]);
  }
});

it('reads what goreleaser makes binaries of, and the images it puts them in', () => {
  const text = `project_name: shop
builds:
  - id: api
    binary: shop-api
    main: ./cmd/api/main.go
  - dir: tools
  - binary: "{{ .ProjectName }}-worker"
    main: ./cmd/worker
  - binary: shop-{{ .Os }}
  - builder: rust
    binary: shop-rust
dockers:
  - dockerfile: api/Dockerfile
    image_templates: ["ghcr.io/acme/{{ .ProjectName }}/api:{{ .Tag }}-amd64", "ghcr.io/acme/shop/api:latest", "{{ .Env.REGISTRY }}/api:1"]
dockers_v2:
  - images: [registry.example.com:5000/shop]
    tags: ["{{ .Tag }}"]
`;
  const { facts, problems } = parseGoreleaser({ path: 'services/.goreleaser.yaml', text });
  expect(problems).toEqual([]);
  expect(facts.flatMap((fact) => (fact.kind === 'program-build' ? [[fact.name, fact.directory]] : []))).toEqual([
    ['shop-api', 'services/cmd/api'],
    ['shop', 'services/tools'],
    ['shop-worker', 'services/cmd/worker'],
  ]);
  expect(brief(facts.filter((fact) => fact.kind === 'build'))).toEqual([
    ['ghcr.io/acme/shop/api', 'services', 'services/api/Dockerfile'],
    ['registry.example.com:5000/shop', 'services', 'services/Dockerfile'],
  ]);
  const inConfig = parseGoreleaser({ path: '.config/goreleaser.yaml', text: 'builds: [{ binary: a, main: ./cmd/a }]' });
  expect(inConfig.facts).toMatchObject([{ name: 'a', directory: 'cmd/a' }]);
});

it('reads which package a Makefile makes a program of, where it says so', () => {
  const text = `GO ?= go
BIN := bin
build:
	CGO_ENABLED=0 $(GO) build -ldflags "-s -w" -o $(BIN)/shop ./cmd/shop
	cd worker && go build -o ../bin/worker
	go build -o bin/ ./cmd/one
	go build -o bin/$(NAME) ./cmd/two
	go build -o bin/all ./...
	go build ./cmd/three
`;
  const { facts } = parseMakefile({ path: 'Makefile', text });
  expect(facts.flatMap((fact) => (fact.kind === 'program-build' ? [[fact.name, fact.directory]] : []))).toEqual([
    ['shop', 'cmd/shop'],
    ['worker', 'worker'],
  ]);
});

it('reads skaffold artifacts, profiles too', () => {
  const text = `apiVersion: skaffold/v4beta6
build:
  artifacts:
    - image: shop/api
      context: services/api
      docker: { dockerfile: Dockerfile.prod, target: app, buildArgs: { SVC: api } }
profiles:
  - name: dev
    build: { artifacts: [{ image: shop/web }] }
`;
  const found = builds(parseSkaffold({ path: 'deploy/skaffold.yaml', text }));
  expect(found).toMatchObject([
    {
      image: 'shop/api',
      context: 'deploy/services/api',
      dockerfile: 'deploy/services/api/Dockerfile.prod',
      target: 'app',
      args: { SVC: 'api' },
    },
    { image: 'shop/web', context: 'deploy' },
  ]);
});

it('reads the package that skaffold builds with ko', () => {
  const text = `apiVersion: skaffold/v4beta6
build:
  artifacts:
    - { image: shop/api, ko: { main: ./cmd/api } }
    - { image: shop/jobs, context: tools, ko: { dir: jobs, main: example.com/shop/jobs/cmd } }
`;
  expect(builds(parseSkaffold({ path: 'skaffold.yaml', text }))).toMatchObject([
    { image: 'shop/api', context: 'cmd/api' },
    { image: 'shop/jobs', context: 'tools/jobs' },
  ]);
});

describe('bake', () => {
  it('reads HCL with variables, inheritance and arguments', () => {
    const text = `variable "REGISTRY" { default = "ghcr.io/shop" }
// all of them
group "default" { targets = ["api"] }
target "_base" {
  args = { NODE = "22" }
  context = "services"
}
target "api" {
  inherits = ["_base"]
  dockerfile = "api/Dockerfile"
  tags = ["\${REGISTRY}/api:1", notequal("", X) ? "a" : "b"]
}
`;
    const [api] = builds(parseBake({ path: 'docker-bake.hcl', text }));
    expect(api).toMatchObject({
      image: 'ghcr.io/shop/api:1',
      context: 'services',
      dockerfile: 'services/api/Dockerfile',
      args: { NODE: '22' },
      at: { line: 8 },
    });
  });
  it('reads JSON', () => {
    const text = '{"variable":{"T":{"default":"2"}},"target":{"web":{"context":"web","tags":["shop/web:${T}"]}}}';
    expect(brief(builds(parseBake({ path: 'docker-bake.json', text })))).toEqual([['shop/web:2', 'web', undefined]]);
  });
});

describe('workflows', () => {
  const job = (steps: string, head = '') =>
    `env:\n  REGISTRY: ghcr.io/shop\njobs:\n  build:\n    runs-on: x\n${head}    steps:\n${steps}`;
  it('reads the build action with its matrix', () => {
    const text = job(
      '      - uses: docker/build-push-action@v6\n        with:\n          context: ./services/${{ matrix.app }}\n          file: services/${{ matrix.app }}/Dockerfile\n          tags: |\n            ${{ env.REGISTRY }}/${{ matrix.app }}:latest\n',
      '    strategy: { matrix: { app: [api, web] } }\n',
    );
    expect(brief(builds(parseWorkflow({ path: '.github/workflows/ci.yml', text })))).toEqual([
      ['ghcr.io/shop/api:latest', 'services/api', 'services/api/Dockerfile'],
      ['ghcr.io/shop/web:latest', 'services/web', 'services/web/Dockerfile'],
    ]);
  });
  it('adds what include lists to the combinations that it belongs to', () => {
    const text = job(
      '      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          file: ${{ matrix.file }}\n          tags: ${{ matrix.host }}/${{ matrix.app }}\n',
      '    strategy:\n      matrix:\n        host: [ghcr.io/shop, registry.example.com]\n        app: [api, web]\n        include:\n          - { file: Dockerfile }\n          - { app: web, file: web/Dockerfile }\n          - { app: mail, host: ghcr.io/shop, file: mail/Dockerfile }\n        exclude:\n          - { app: web, host: registry.example.com }\n',
    );
    expect(brief(builds(parseWorkflow({ path: '.github/workflows/ci.yml', text })))).toEqual([
      ['ghcr.io/shop/api', '', 'Dockerfile'],
      ['ghcr.io/shop/web', '', 'web/Dockerfile'],
      ['registry.example.com/api', '', 'Dockerfile'],
      ['ghcr.io/shop/mail', '', 'mail/Dockerfile'],
    ]);
  });
  it('counts paths from the root of its own repository, which may be one folder of the scan', () => {
    const text = job(
      '      - run: docker build -f build/api.dockerfile -t ghcr.io/shop/api .\n      - uses: docker/build-push-action@v6\n        with:\n          context: ./web\n          file: web/Dockerfile\n          tags: ghcr.io/shop/web\n',
    );
    expect(brief(builds(parseWorkflow({ path: 'shop/.github/workflows/ci.yml', text })))).toEqual([
      ['ghcr.io/shop/api', 'shop', 'shop/build/api.dockerfile'],
      ['ghcr.io/shop/web', 'shop/web', 'shop/web/Dockerfile'],
    ]);
  });
  it('asks docker/metadata-action for the name', () => {
    const text = job(
      '      - id: meta\n        uses: docker/metadata-action@v5\n        with:\n          images: |\n            ghcr.io/shop/api\n      - uses: docker/build-push-action@v6\n        with:\n          context: api\n          tags: ${{ steps.meta.outputs.tags }}\n',
    );
    expect(brief(builds(parseWorkflow({ path: '.github/workflows/ci.yml', text })))).toEqual([
      ['ghcr.io/shop/api', 'api', undefined],
    ]);
  });
  it('reads docker build lines where they stand', () => {
    const text = job(
      '      - run: |\n          cd api\n          docker build -t shop/api:$GITHUB_SHA -f Dockerfile.prod .\n        working-directory: services\n',
    );
    expect(brief(builds(parseWorkflow({ path: '.github/workflows/ci.yml', text })))).toEqual([
      ['shop/api:$GITHUB_SHA', 'services/api', 'services/api/Dockerfile.prod'],
    ]);
  });
});

it('reads GitLab jobs, kaniko included', () => {
  const text = `variables: { IMAGE: "shop/api" }
build:
  script:
    - docker build -t "$IMAGE:$CI_COMMIT_SHA" api
    - /kaniko/executor --context $CI_PROJECT_DIR/web --dockerfile web/Dockerfile --destination shop/web
`;
  expect(brief(builds(parsePipeline({ path: '.gitlab-ci.yml', text })))).toEqual([
    ['shop/api:$CI_COMMIT_SHA', 'api', undefined],
    ['shop/web', 'web', 'web/Dockerfile'],
  ]);
});

it('reads Makefiles', () => {
  const text =
    'IMG ?= shop/api\nTAG := $(shell git describe)\n\nbuild:\n\t@docker build --pull \\\n\t\t-t $(IMG):$(TAG) --build-arg SVC=api ./services/api\n';
  expect(builds(parseMakefile({ path: 'Makefile', text }))).toMatchObject([
    { image: 'shop/api:$(TAG)', context: 'services/api', args: { SVC: 'api' }, at: { line: 5 } },
  ]);
});

it('never throws, and every place lies inside the file', () => {
  const piece = fc.constantFrom(
    ...'target "a" { = [ ] } "b" docker build -t x . \n \t ${ }} $(A) # tags jobs: steps: - run: | uses: with: matrix:'.split(
      ' ',
    ),
    ' ',
    '\n  ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 50 }), (pieces) => {
      const text = pieces.join(' ');
      const count = text.split(/\r\n|\r|\n/).length;
      for (const parse of [parseBake, parseMakefile, parsePipeline, parseSkaffold, parseWorkflow]) {
        for (const { at } of parse({ path: 'docker-bake.hcl', text }).facts as BuildFact[])
          expect(at.endLine).toBeLessThanOrEqual(count);
      }
    }),
  );
});
