// What hoplint reads in Dockerfiles.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DockerfileFact, FileFacts } from '../../src/model/facts.js';
import { dockerfile } from '../../src/parsers/dockerfile/index.js';
import { parseDockerfile } from '../../src/parsers/dockerfile/parse-dockerfile.js';

const parse = (text: string): FileFacts => parseDockerfile({ path: 'api/Dockerfile', text });
function read(...lines: string[]): DockerfileFact {
  const { facts, problems } = parse(lines.join('\n'));
  expect(problems).toEqual([]);
  const [fact] = facts;
  if (fact?.kind !== 'dockerfile') throw new Error('no Dockerfile fact');
  return fact;
}
const last = (...lines: string[]) => {
  const stage = read(...lines).stages.at(-1);
  if (stage === undefined) throw new Error('no stage');
  return stage;
};

describe('names', () => {
  it.each([
    'Dockerfile',
    'a/Dockerfile.prod',
    'api.Dockerfile',
    'x/web.dockerfile',
    'Containerfile',
    'dockerfile',
    'DockerfileRelease',
    'nginx_Dockerfile',
  ])('reads %s', (path) => expect(dockerfile.accepts(path)).toBe(true));
  it.each([
    'Dockerfile.dockerignore',
    'Dockerfile.md',
    'dockerfile.ts',
    'docs/Dockerfiles',
    'Dockerfile.j2',
    'DockerfileParser.go',
  ])('leaves %s alone', (path) => expect(dockerfile.accepts(path)).toBe(false));
});

describe('FROM', () => {
  it('takes the default of a global argument', () => {
    const stage = last('ARG NODE_IMAGE=node:22.19-slim', 'FROM ${NODE_IMAGE} AS app');
    expect(stage).toMatchObject({ name: 'app', from: { text: 'node:22.19-slim' }, unresolvedArgs: false });
  });
  it('says when an argument has no default', () => {
    expect(last('FROM alpine AS ready-amd64', 'FROM ready-${TARGETARCH}').from.text).toBe('ready-amd64');
    expect(last('ARG REGISTRY', 'FROM ${REGISTRY}/base:1')).toMatchObject({
      from: { text: '${REGISTRY}/base:1' },
      unresolvedArgs: true,
    });
  });
  it('takes the word behind :- when an argument is empty', () => {
    expect(last('ARG TAG=', 'FROM node:${TAG:-22}').from.text).toBe('node:22');
  });
  it('skips flags and keeps earlier stages', () => {
    const { stages } = read('FROM --platform=$BUILDPLATFORM golang:1.24 AS build', 'FROM scratch');
    expect(stages.map((stage) => [stage.name, stage.from.text])).toEqual([
      ['build', 'golang:1.24'],
      [undefined, 'scratch'],
    ]);
  });
});

describe('commands', () => {
  it('tells the exec form from the shell form', () => {
    expect(last('FROM a', 'ENTRYPOINT ["tini", "--"]', 'CMD node server.js')).toMatchObject({
      entrypoint: { form: 'exec', words: ['tini', '--'] },
      cmd: { form: 'shell', words: ['node server.js'] },
    });
  });
  it('takes an array in single quotes for the shell form, as Docker does', () => {
    expect(last('FROM a', "CMD ['node', 'server.js']").cmd?.form).toBe('shell');
  });
  it('joins continuation lines and drops the comments between them', () => {
    const stage = last(
      'FROM a',
      'CMD ["node", \\',
      '  # the heap',
      '  "--max-old-space-size=400", \\',
      '',
      '  "x.js"]',
    );
    expect(stage.cmd).toMatchObject({ form: 'exec', words: ['node', '--max-old-space-size=400', 'x.js'] });
    expect(stage.cmd?.at).toMatchObject({ line: 2, column: 5, endLine: 6 });
  });
  it('does not take HEALTHCHECK CMD or ONBUILD CMD for the command', () => {
    expect(last('FROM a', 'CMD ["x"]', 'HEALTHCHECK CMD curl localhost', 'ONBUILD CMD ["y"]').cmd?.words).toEqual([
      'x',
    ]);
  });
  it('keeps SHELL and STOPSIGNAL', () => {
    expect(last('FROM a', 'SHELL ["/bin/bash", "-c"]', 'STOPSIGNAL SIGQUIT')).toMatchObject({
      shell: ['/bin/bash', '-c'],
      stopSignal: { text: 'SIGQUIT' },
    });
  });
  it('obeys the escape directive', () => {
    expect(last('# escape=`', 'FROM a', 'CMD ["a", `', '"b"]').cmd?.words).toEqual(['a', 'b']);
  });
});

describe('environment', () => {
  it('follows ARG into ENV and both into paths', () => {
    const stage = last('FROM a', 'ARG HOME_DIR=/srv', 'ENV APP=$HOME_DIR/app PORT="80 80"', 'WORKDIR $APP', 'COPY . .');
    expect(stage.env.map(({ name, value }) => [name, value.kind === 'literal' ? value.value : value.kind])).toEqual([
      ['APP', '/srv/app'],
      ['PORT', '80 80'],
    ]);
    expect(stage.workdir?.text).toBe('/srv/app');
    expect(stage.copies).toMatchObject([{ sources: ['.'], target: '/srv/app/' }]);
  });
  it('reads the old form with a blank', () => {
    expect(last('FROM a', 'ENV KEEP_ALIVE 65 seconds').env[0]).toMatchObject({
      name: 'KEEP_ALIVE',
      value: { value: '65 seconds' },
    });
  });
  it('leaves a build argument without default to whoever links', () => {
    expect(last('FROM a', 'ARG svc', 'ENV SVC=$svc').env[0]?.value).toMatchObject({
      kind: 'name',
      space: 'build-arg',
      name: 'svc',
    });
  });
  it('passes the environment of a stage to those built on it', () => {
    expect(
      last('FROM a AS base', 'ENV D=/x', 'WORKDIR /app', 'FROM base', 'COPY a $D/', 'COPY b .').copies,
    ).toMatchObject([{ target: '/x/' }, { target: '/app/' }]);
  });
});

describe('files and tools', () => {
  it('keeps copies from other stages and from the context', () => {
    const stage = last('FROM a AS b', 'FROM c', 'COPY --from=B --chown=1:1 /out/api /bin/api', 'ADD ["a b", "/x/"]');
    expect(stage.copies).toMatchObject([
      { from: 'b', sources: ['/out/api'], target: '/bin/api' },
      { sources: ['a b'], target: '/x/' },
    ]);
  });
  it('keeps the text of RUN with its here-document', () => {
    const stage = last(
      'FROM a',
      'RUN <<EOF',
      'apk add tini',
      'EOF',
      'RUN apt-get update && \\',
      '    apt-get install -y nodejs',
    );
    expect(stage.runs.map((run) => run.text)).toEqual([
      expect.stringContaining('apk add tini'),
      'apt-get update &&     apt-get install -y nodejs',
    ]);
  });
  it('knows a here-document whose name stands apart', () => {
    const stage = last('FROM a', 'RUN << "EOF"', 'set -eu', 'EOF', 'COPY <<- END /app/start.sh', '\texec app', 'END');
    expect(stage.runs.map((run) => run.text)).toEqual([expect.stringContaining('set -eu')]);
    expect(parse('FROM a\nRUN << EOF\nset -eu\nEOF\nCMD ["a"]').problems).toEqual([]);
  });
  it('reads ports', () => {
    expect(last('FROM a', 'EXPOSE 8080/tcp 9090 53/udp').exposes.map((port) => port.value)).toEqual([8080, 9090]);
  });
});

describe('broken files', () => {
  it('names an instruction that Docker does not know', () => {
    expect(parse('FROM a\nRNU x').problems).toMatchObject([
      { kind: 'syntax', code: 'dockerfile-syntax', at: { line: 2 } },
    ]);
  });
  it('leaves templates and other front ends alone', () => {
    expect(parse('FROM a\n{{ if .x }}\nRUN x\n').problems).toMatchObject([{ kind: 'skipped', code: 'templated' }]);
    expect(parse('# syntax=acme/builder\nFROM a\nINCLUDE x\n').problems).toMatchObject([{ kind: 'skipped' }]);
  });
  it('reads suppressions', () => {
    const { suppressions } = parse('FROM a\n# hoplint-ignore sigterm-undelivered -- a batch job\nCMD node x.js\n');
    expect(suppressions).toMatchObject([{ rules: ['sigterm-undelivered'], covers: { from: 2, to: 3 } }]);
  });
  it('never throws, and every place lies inside the file', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'FROM a AS b',
        'FROM ${X:-y}',
        'RUN <<EOF',
        'EOF',
        'CMD ["a"',
        'ENV A="b',
        'COPY --from=b',
        '# c',
        '\\',
        '',
      ),
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 20 }).map((text) => `ENV ${text}`),
      fc.string({ maxLength: 20 }).map((text) => `CMD ${text}\\`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), (lines, separator) => {
        const { facts, problems } = parse(lines.join(separator));
        const places = [...problems, ...facts.flatMap((fact) => (fact.kind === 'dockerfile' ? fact.stages : []))].map(
          ({ at }) => at,
        );
        for (const at of places) {
          expect(at.line).toBeGreaterThanOrEqual(1);
          expect(at.endLine).toBeLessThanOrEqual(lines.join(separator).split(/\r\n|\r|\n/).length);
        }
      }),
    );
  });
});
