// From a container's command to the source file it starts.
import { describe, expect, it } from 'vitest';
import { build, container, place, words } from './scan.js';

const node = 'FROM node:22';

describe('command and arguments', () => {
  const dockerfile = [node, 'WORKDIR /app', 'COPY . .', 'ENTRYPOINT ["node"]', 'CMD ["server.js"]'];
  const files = { 'server.js': '', 'worker.js': '' };
  const file = (...more: Parameters<typeof container>) =>
    build(dockerfile, files).chain(container(...more)).entry?.file;
  it('ENTRYPOINT and CMD join', () => expect(file()).toBe('server.js'));
  it('arguments replace CMD', () => expect(file({ args: words('worker.js') })).toBe('worker.js'));
  it('a command replaces ENTRYPOINT and drops CMD', () => {
    expect(build(dockerfile, files).chain(container({ command: words('node', 'worker.js') })).entry?.file).toBe(
      'worker.js',
    );
    expect(build(dockerfile, files).chain(container({ command: words('node') })).unresolved?.text).toContain(
      'no file to start',
    );
  });
  it('ENTRYPOINT in shell form takes no arguments', () => {
    const scan = build([node, 'COPY . .', 'ENTRYPOINT node server.js', 'CMD ["worker.js"]'], files);
    expect(scan.chain().steps.map((step) => step.text)).toEqual(['sh -c', 'node server.js']);
  });
  it('a new ENTRYPOINT forgets the CMD of the stage below', () => {
    const scan = build([`${node} AS base`, 'CMD ["server.js"]', 'FROM base', 'ENTRYPOINT ["node"]'], files);
    expect(scan.chain().steps.map((step) => step.text)).toEqual(['node']);
  });
  it('the node image starts node for a file', () => {
    expect(build([node, 'COPY . .', 'CMD ["server.js"]'], files).chain().entry?.file).toBe('server.js');
    expect(
      build(
        ['FROM gcr.io/distroless/nodejs22-debian12', 'COPY . /app', 'WORKDIR /app', 'CMD ["server"]'],
        files,
      ).chain().entry?.file,
    ).toBe('server.js');
  });
});

describe('source files', () => {
  it.each([
    ['node dist/main.js', ['src/main.ts']],
    ['node dist/main', ['src/main.ts']],
    ['node build/server.js', ['server.ts']],
    ['node dist/apps/api/main.js', ['apps/api/src/main.ts']],
    ['node dist/server/src/main', ['src/main.ts']],
    ['node .', ['lib/index.js']],
    ['node -r dotenv/config --max-old-space-size=400 app.js', ['app.js']],
    ['env NODE_ENV=production gosu node node app.js', ['app.js']],
  ])('%s', (line, [expected = '']) => {
    const files = { [expected]: '', 'package.json': '{"main": "lib/index.js"}' };
    expect(build([node, 'WORKDIR /srv', 'COPY . .', `CMD exec ${line}`], files).chain().entry?.file).toBe(expected);
  });
  it('are followed through the stage that built them', () => {
    const lines = [
      `${node} AS build`,
      'WORKDIR /src',
      'COPY services/api ./',
      'FROM node:22-slim',
      'WORKDIR /app',
      'COPY --from=build /src/dist ./dist',
      'CMD ["node", "dist/index.js"]',
    ];
    expect(build(lines, { 'services/api/src/index.ts': '' }).chain().entry?.file).toBe('services/api/src/index.ts');
  });
  it('are no part of the files that were copied beside them', () => {
    const lines = [
      `${node} AS build`,
      'WORKDIR /src',
      'COPY package.json workspace.json ./',
      'COPY packages ./packages',
      'FROM node:22-slim',
      'WORKDIR /app',
      'COPY --from=build /src/dist ./dist',
      'CMD ["node", "dist/packages/api/main.js"]',
    ];
    const files = { 'package.json': '{}', 'workspace.json': '{}', 'packages/api/src/main.ts': '' };
    expect(build(lines, files).chain().entry?.file).toBe('packages/api/src/main.ts');
  });
  it('that are not there are said to be missing', () => {
    expect(build([node, 'COPY . .', 'CMD ["node", "bundle.js"]']).chain()).toMatchObject({
      entry: { language: 'node' },
      unresolved: { kind: 'not-in-scan' },
    });
  });
  it('keep the options of the runtime', () => {
    expect(
      build([node, 'CMD ["node", "--max-old-space-size=400", "x.js"]'])
        .chain()
        .flags.map((flag) => flag.text),
    ).toEqual(['--max-old-space-size=400']);
  });
  it('are found below a folder that compose mounts', () => {
    const mounts = [{ from: 'file', source: 'services/api', target: '/app', at: place }] as const;
    const scan = build([node], { 'services/api/index.js': '' });
    expect(
      scan.chain(container({ workingDir: { text: '/app', at: place }, command: words('node', 'index.js'), mounts }))
        .entry?.file,
    ).toBe('services/api/index.js');
  });
});

describe('frameworks', () => {
  const copy = [node, 'WORKDIR /app', 'COPY . .'];
  it('next start behind npm is a command of its own', () => {
    const files = { 'package.json': '{"scripts":{"start":"next start -p 3000"},"dependencies":{"next":"15"}}' };
    expect(build([...copy, 'CMD ["npm", "start"]'], files).chain().entry).toMatchObject({
      directory: '',
      command: { words: ['next', 'start', '-p', '3000'] },
    });
  });
  it('the standalone server of Next is recognised by where it was copied from', () => {
    const lines = [
      `${node} AS build`,
      'WORKDIR /src',
      'COPY . .',
      'FROM node:22',
      'WORKDIR /app',
      'COPY --from=build /src/.next/standalone ./',
      'CMD ["node", "server.js"]',
    ];
    expect(build(lines).chain().entry?.command?.words).toEqual(['node', '.next/standalone/server.js']);
  });
  it('workspaces are found by name', () => {
    const files = {
      'apps/api/package.json': '{"name":"@shop/api","scripts":{"start":"node dist/index.js"}}',
      'apps/api/src/index.ts': '',
    };
    for (const line of [
      'pnpm --filter @shop/api start',
      'yarn workspace @shop/api start',
      'npm run start -w @shop/api',
    ]) {
      expect(build([...copy, `CMD ${JSON.stringify(line.split(' '))}`], files).chain().entry?.file).toBe(
        'apps/api/src/index.ts',
      );
    }
  });
  it('nest start runs src/main.ts', () => {
    const files = { 'package.json': '{"scripts":{"start":"nest start"}}', 'src/main.ts': '' };
    expect(build([...copy, 'CMD ["npm", "start"]'], files).chain().entry?.file).toBe('src/main.ts');
  });
  it('scripts that start each other end', () => {
    const files = { 'package.json': '{"scripts":{"a":"npm run b","b":"npm run a"}}' };
    expect(build([...copy, 'CMD ["npm", "run", "a"]'], files).chain().unresolved?.text).toContain('circle');
  });
});

describe('Go binaries', () => {
  const stages = (...run: string[]) => [
    'FROM golang:1.24 AS build',
    'WORKDIR /src',
    'COPY . .',
    ...run,
    'FROM scratch',
  ];
  const files = { 'go.mod': '1.22', 'cmd/api/main.go': '', 'cmd/worker/main.go': '' };
  it.each([
    ['RUN go build -o /out/server ./cmd/api', 'COPY --from=build /out/server /server', 'ENTRYPOINT ["/server"]'],
    [
      'RUN CGO_ENABLED=0 go build -ldflags "-s -w" -o bin/api cmd/api/main.go',
      'COPY --from=build /src/bin/ /bin/',
      'CMD ["/bin/api"]',
    ],
    ['RUN go install ./cmd/api', 'COPY --from=0 /go/bin/api /usr/local/bin/', 'CMD ["api"]'],
    ['RUN cd cmd/api && go build -o /api .', 'COPY --from=build /api ./', 'ENTRYPOINT ["./api"]'],
    ['RUN go build -o /out/ ./cmd/...', 'COPY --from=build /out/api /api', 'ENTRYPOINT ["/api"]'],
    ['RUN go build -o /out/ ./cmd/api ./cmd/worker', 'COPY --from=build /out/api /x', 'ENTRYPOINT ["/x"]'],
    ['RUN go build -o /x cmd/api/main.go cmd/api/routes.go', 'COPY --from=build /x /x', 'ENTRYPOINT ["/x"]'],
    ['RUN make build', 'COPY --from=build /src/bin/api /api', 'ENTRYPOINT ["/api"]'],
  ])('%s', (run, copy, start) => {
    expect(build([...stages(run), copy, start], files).chain().entry).toMatchObject({
      language: 'go',
      directory: 'cmd/api',
    });
  });
  it('take the name from a build argument', () => {
    const lines = [
      'FROM golang:1.24 AS build',
      'ARG SVC=worker',
      'WORKDIR /src',
      'COPY . .',
      'RUN go build -o /out/app ./cmd/$SVC',
      'FROM alpine:3',
      'COPY --from=build /out/app /app',
      'CMD ["/app"]',
    ];
    expect(build(lines, files).chain().entry?.directory).toBe('cmd/worker');
  });
  it('of a stage that takes nothing from the repository are of others', () => {
    const of = (...inside: string[]) => {
      const lines = ['FROM alpine:3 AS tools', ...inside, 'FROM scratch', 'COPY --from=tools /turnkey /turnkey'];
      return build([...lines, 'ENTRYPOINT ["/turnkey"]'], files).chain();
    };
    expect(of('RUN wget -O /turnkey https://example.com/turnkey').entry?.language).toBe('other');
    expect(of('COPY keys /keys', 'RUN make -C /keys').entry?.language).not.toBe('other');
    expect(of('RUN --mount=type=bind,target=/keys make -C /keys').entry?.language).not.toBe('other');
  });
  it('made before the build are those of the only folder that is called like them', () => {
    const of = (binary: string, ...mains: string[]) => {
      const inside = Object.fromEntries(mains.map((folder) => [`${folder}/main.go`, '']));
      const lines = ['FROM alpine:3', 'WORKDIR /app', 'ADD . /app', `CMD ["./${binary}"]`];
      return build(lines, inside).chain().entry?.directory;
    };
    expect(of('prices', 'services/prices', 'services/cart')).toBe('services/prices');
    expect(of('prices', 'services/prices', 'tools/prices')).toBeUndefined();
    expect(of('server', 'services/server')).toBeUndefined();
    expect(of('prices', 'services/cart')).toBeUndefined();
  });
  it('are versioned by the stage that built them, then loosely by go.mod', () => {
    expect(build([...stages(), 'CMD ["/x"]'], files).version('go')).toMatchObject({ state: 'unknown' });
    const copied = [...stages('RUN go build -o /x ./cmd/api'), 'COPY --from=build /x /x', 'CMD ["/x"]'];
    expect(build(copied, files).version('go')).toMatchObject({ state: 'known', value: '1.24' });
    expect(build(['FROM scratch', 'CMD ["/x"]'], files).version('go')).toMatchObject({
      state: 'unknown',
      candidates: [{ value: '>=1.22' }],
    });
  });
});

describe('Node versions', () => {
  it.each([
    [['FROM node:22.19.0-alpine'], '22.19.0'],
    [['ARG V=20.11', 'FROM node:${V}-slim'], '20.11'],
    [['FROM gcr.io/distroless/nodejs20-debian12'], '20'],
    [['FROM node:18 AS build', 'FROM alpine:3', 'COPY --from=build /usr/local/bin/node /usr/local/bin/node'], '18'],
    [
      ['FROM ubuntu:22.04', 'RUN curl https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs'],
      '20',
    ],
  ])('%j', (lines, value) => expect(build(lines).version('node')).toMatchObject({ state: 'known', value }));
  it('of a distribution package are unknown, with the reason', () => {
    expect(
      build(['FROM ubuntu:18.04', 'RUN apt-get update && apt-get install -y nodejs']).version('node'),
    ).toMatchObject({
      state: 'unknown',
      reason: { kind: 'version-unknown', text: expect.stringContaining('packages of ubuntu:18.04') },
    });
  });
  it('come from .nvmrc when the image names none, and only loosely from engines', () => {
    expect(build(['FROM acme/base:1'], { '.nvmrc': '22.9.0' }).version('node')).toMatchObject({
      state: 'known',
      value: '22.9.0',
    });
    expect(
      build(['FROM acme/base:1'], { 'package.json': '{"engines":{"node":">=18 <21"}}' }).version('node'),
    ).toMatchObject({
      state: 'unknown',
      candidates: [{ value: '>=18 <21' }],
    });
    expect(build(['FROM node:lts'], { '.nvmrc': '22.9.0' }).version('node').state).toBe('unknown');
  });
});
