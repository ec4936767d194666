// `hoplint-ignore` in every language that has comments, at any place of a finding; what it lacks is said at its own line.
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint.js';
import type { Finding } from '../../src/model/finding.js';
import { relinter } from '../../src/relint.js';
import { filesIn, lintTexts, type Texts } from '../fixes/kit.js';
import { optionsOver, today } from '../kit/options.js';
import { type Fixture, listFixtures, optionsOf } from '../rules/fixture.js';

const isSlashed = (file: string): boolean => /\.(?:[cm]?[jt]sx?|go)$/.test(file);
const comment = (file: string, words: string): string => `${isSlashed(file) ? '//' : '#'} hoplint-ignore ${words}`;
/** What the language is called by: its extension, else its name. */
const kindOf = (file: string): string =>
  /(?:^|\/)(Dockerfile)/.exec(file)?.[1] ?? /\.\w+$/.exec(file)?.[0] ?? /[^/]+$/.exec(file)?.[0] ?? file;
const placesOf = (finding: Finding) => [finding.location, ...finding.related.map((each) => each.location)];

type Put = (text: string, line: number, comment: string) => string;
const above: Put = (text, line, words) => {
  const lines = text.split('\n');
  const indent = /^[ \t]*/.exec(lines[line - 1] ?? '')?.[0] ?? '';
  return [...lines.slice(0, line - 1), indent + words, ...lines.slice(line - 1)].join('\n');
};
const behind: Put = (text, line, words) =>
  text
    .split('\n')
    .map((each, index) => (index === line - 1 ? `${each} ${words}` : each))
    .join('\n');

const mostExamples = 3;
/** Comments have lines of their own: no instruction of a Dockerfile and no value of a unit ends before its line does. */
const knowsNoneBehind = (file: string, text: string): boolean =>
  kindOf(file) === 'Dockerfile' || text.includes('[Service]');
/** Nothing stands in these that a comment could suppress. */
const commentless = new Set(['.json', '.txt', '.mod']);
/** Each kind of file that findings stand in, with a few of the fixtures that have one. */
async function examples(): Promise<ReadonlyMap<string, readonly Fixture[]>> {
  const found = new Map<string, Fixture[]>();
  const isEnough = (kind: string): boolean => commentless.has(kind) || (found.get(kind)?.length ?? 0) >= mostExamples;
  for (const fixture of listFixtures()) {
    const kinds = [...filesIn(fixture.folder).keys()].map((file) => kindOf(file));
    if (fixture.outcome !== 'fire' || kinds.every(isEnough)) continue;
    const { findings } = await lint(optionsOf(fixture));
    for (const kind of new Set(findings.flatMap(placesOf).map(({ file }) => kindOf(file)))) {
      if (!isEnough(kind)) found.set(kind, [...(found.get(kind) ?? []), fixture]);
    }
  }
  return found;
}

describe('a comment suppresses the finding', () => {
  it('at any of its places, above the line or behind it, in every language with comments', async () => {
    const wrong: string[] = [];
    const kinds = await examples();
    for (const [kind, fixtures] of kinds) {
      for (const fixture of fixtures) {
        const texts = filesIn(fixture.folder);
        const relint = relinter(optionsOf(fixture));
        for (const finding of (await relint()).findings) {
          for (const { file, line } of placesOf(finding).filter((at) => kindOf(at.file) === kind)) {
            for (const put of knowsNoneBehind(file, texts.get(file) ?? '') ? [above] : [above, behind]) {
              const words = comment(file, `${finding.ruleId} -- accepted`);
              const changed = put(texts.get(file) ?? '', line, words);
              const { findings } = await relint(new Map([[file, changed]]));
              const now = findings.find((each) => each.fingerprint === finding.fingerprint);
              const complaints = findings.filter((each) => /^(?:suppression|parse)\//.test(each.ruleId));
              if (now?.suppressed?.reason !== 'accepted' || complaints.length > 0)
                wrong.push(`${fixture.rule}/${fixture.name} ${file}:${line} ${put.name}`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect([...kinds.keys()]).toEqual(
      expect.arrayContaining(['.yaml', '.js', '.go', '.tf', '.conf', '.cfg', '.sh', 'Dockerfile', 'Caddyfile']),
    );
  });
});

// ---------------------------------------------------------------- what a suppression lacks

const languages: Readonly<Record<string, string>> = {
  'k8s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { ports: [{ port: 80 }] }\n',
  'values.yaml': 'config:\n  idleTimeout: 5\n',
  'compose.yaml': 'services:\n  api: { image: api }\n',
  'main.tf': 'resource "aws_lb" "shop" {\n  idle_timeout = 60\n}\n',
  Dockerfile: 'FROM node:22\nCMD ["node", "server.js"]\n',
  'server.js': "require('node:http').createServer().listen(3000);\n",
  'server.ts': "import { createServer } from 'node:http';\ncreateServer().listen(3000);\n",
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
  'nginx.conf': 'http { server { listen 80; } }\n',
  'haproxy.cfg': 'defaults\n  timeout client 30s\nfrontend web\n  bind :80\n',
  'kong.conf': 'database = off\nupstream_keepalive_idle_timeout = 20\n',
  Caddyfile: 'shop.example {\n  reverse_proxy api:3000\n}\n',
  'shop.service': '[Service]\nExecStart=/usr/bin/node /opt/shop/server.js\n',
  'supervisord.conf': '[program:shop]\ncommand=node server.js\n',
  'start.sh': '#!/bin/sh\nnode server.js\n',
  'samconfig.toml': '[default.deploy.parameters]\nparameter_overrides = "Idle=60"\n',
  'parameters.yaml': '- ParameterKey: Idle\n  ParameterValue: 60\n',
  'hoplint.yaml': 'profile: recommended\n',
};

async function complaintsOf(texts: Texts): Promise<readonly string[]> {
  const { findings } = await lint(optionsOver(texts));
  return findings
    .filter((each) => each.ruleId.startsWith('suppression/'))
    .map(({ ruleId, location: { file, line } }) => `${ruleId} ${file}:${line}`);
}

describe.each(Object.entries(languages))('in %s', (file, text) => {
  const lines = text.split('\n').length;
  it.each([
    ['alert-blind -- not ours', 'unused'],
    ['alert-blind', 'no-reason'],
    ['alert-blind until=2026-11-24 -- not ours', 'expired'],
    ['alert-blind until=2026-02-30 -- not ours', 'bad-date'],
    ['alert-blnd -- not ours', 'unknown-rule'],
    ['-- not ours', 'no-rule'],
  ])('"%s" is said to be %s, at its line', async (words, code) => {
    const texts = new Map([[file, `${text}${comment(file, words)}\n`]]);
    expect(await complaintsOf(texts)).toEqual([`suppression/${code} ${file}:${lines}`]);
  });
});

describe('a suppression', () => {
  const race = (serverComment: string, annotation = ''): Texts =>
    new Map([
      [
        'k8s.yaml',
        `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n${annotation}spec:\n  replicas: 3\n  selector: { matchLabels: { app: api } }\n  template:\n    metadata: { labels: { app: api } }\n    spec:\n      containers:\n        - name: api\n          image: registry.example/api:1\n          ports: [{ containerPort: 3000 }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api }, ports: [{ port: 80, targetPort: 3000 }] }\n`,
      ],
      ['server.js', `${serverComment}require('node:http').createServer().listen(3000);\n`],
    ]);
  const suppressedIn = async (texts: Texts): Promise<readonly string[]> =>
    (await lintTexts(texts)).filter((each) => each.suppressed !== undefined).map((each) => each.ruleId);

  it('ends when its day is over, and holds on the day itself', async () => {
    const until = (day: string) =>
      race('', `  annotations: { hoplint.dev/ignore: "readiness-missing until=${day} soon" }\n`);
    expect(await suppressedIn(until(today))).toEqual(['readiness-missing']);
    expect(await suppressedIn(until('2026-11-24'))).toEqual([]);
  });

  it('as an annotation holds for its whole object, and is one for each line', async () => {
    const annotation =
      '  annotations:\n    hoplint.dev/ignore: |\n      readiness-missing not behind a balancer\n      disruption-budget batch work\n';
    expect(await suppressedIn(race('', annotation))).toEqual(['disruption-budget', 'readiness-missing']);
  });

  it('for one rule leaves the others alone', async () => {
    const annotation = '  annotations: { hoplint.dev/ignore: "readiness-missing not behind a balancer" }\n';
    const left = (await lintTexts(race('', annotation))).filter((each) => each.suppressed === undefined);
    expect(left.map((each) => each.ruleId)).toContain('disruption-budget');
  });

  it('is not called unused where its rule is off or could not say anything', async () => {
    const texts = new Map([['server.js', `// hoplint-ignore alert-blind -- not ours\n${languages['server.js']}`]]);
    const off = await lintTexts(texts, 'keepalive-race');
    expect(off.filter((each) => each.ruleId.startsWith('suppression/'))).toEqual([]);
  });
});
