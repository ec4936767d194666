// Charts that a script, a workflow or a Makefile installs: which chart, and with which values.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HelmInstallFact } from '../../../src/model/facts.js';
import { pointAt } from '../../../src/model/location.js';
import { parseMakefile } from '../../../src/parsers/build/parse-makefile.js';
import { parsePipeline } from '../../../src/parsers/build/parse-pipeline.js';
import { parseWorkflow } from '../../../src/parsers/build/parse-workflow.js';
import { settleWith } from '../../../src/parsers/kit/docker-build.js';
import { readHelmCommands } from '../../../src/parsers/kit/helm-commands.js';
import { parseScript } from '../../../src/parsers/script/parse-script.js';

const read = (text: string, variables: Readonly<Record<string, string>> = {}): readonly HelmInstallFact[] =>
  readHelmCommands(text, {
    directory: 'deploy',
    settle: settleWith(new Map(Object.entries(variables))),
    at: () => pointAt('deploy/install.sh', 1),
    by: 'deploy/install.sh',
  });
/** Of charts in folders: what is installed with what, in a line. */
const shown = (installs: readonly HelmInstallFact[]): readonly string[] =>
  installs.flatMap(({ isLocal, chart, values, release, namespace }) =>
    isLocal
      ? [
          [
            `${release ?? '?'} = ${chart.text}`,
            ...values.map((each) => (each.from === 'file' ? each.path.text : each.json)),
            ...(namespace === undefined ? [] : [`in ${namespace}`]),
          ].join(' '),
        ]
      : [],
  );

describe('helm commands', () => {
  it.each([
    ['helm install web ./chart -f prod.yaml -n shop', 'web = deploy/chart deploy/prod.yaml in shop'],
    [
      'sudo helm upgrade --install --wait web ../chart --values=a.yaml,b.yaml',
      'web = chart deploy/a.yaml deploy/b.yaml',
    ],
    ['cd .. && helm upgrade -i web chart -f deploy/prod.yaml', 'web = chart deploy/prod.yaml'],
    [
      'helm upgrade web ./chart \\\n  --set grace=60,image.tag=1.20 --set-string port=80',
      'web = deploy/chart {"grace":60} {"image":{"tag":"1.20"}} {"port":"80"}',
    ],
    ['helm --kube-context prod install web ./chart --timeout 5m -f prod.yaml', 'web = deploy/chart deploy/prod.yaml'],
    ['helm install ./chart --generate-name', '? = deploy/chart'],
    ['helm repo add web https://charts.example\nhelm upgrade -i web ./chart', 'web = deploy/chart'],
    ['helm \\\n  upgrade -i web ./chart', 'web = deploy/chart'],
    [
      'helm upgrade -i $NAME "$' + '{DIR}/chart" -f $' + '{DIR}/values-$ENVIRONMENT.yaml -f x.yaml',
      '? = deploy/here/chart deploy/here/values-$' + '{ENVIRONMENT}.yaml deploy/x.yaml',
    ],
    [
      'helm upgrade -i web ./chart --set tag=$TAG,replicas=2,list={a,b}',
      'web = deploy/chart {"replicas":2} {"list":["a","b"]}',
    ],
    [
      'helm upgrade -i web ./chart --set "grace=${GRACE}s,a\\.b=$(cat x,y)" --set-file notes=x.md',
      'web = deploy/chart {"grace":"$' + '{GRACE}"} {"a.b":"$' + '{value}"} {"notes":"$' + '{value}"}',
    ],
    [
      'helm upgrade -i web ./chart --set hooks[0].wait=5 --set-json \'a={"b":1}\' --set-literal c=x,y -f $VALUES',
      'web = deploy/chart {"hooks":"$' + '{value}"} {"a":{"b":1}} {"c":"x,y"}',
    ],
  ])('%s', (text, expected) => {
    expect(shown(read(text, { DIR: 'here' }))).toEqual([expected]);
  });
  it.each([
    'helm template web ./chart',
    'helm upgrade -i web ./chart --dry-run',
    'echo helm install web ./chart',
    'helm upgrade web $CHART',
    'helm repo add x y',
  ])('%s installs nothing that is known', (text) => {
    expect(shown(read(text))).toEqual([]);
  });
  it('a chart of a repository keeps its name', () => {
    const installs = read('helm upgrade -i nginx ingress-nginx/ingress-nginx -f nginx.yaml');
    expect(installs.filter(({ isLocal }) => !isLocal).map(({ chart }) => chart.text)).toEqual([
      'ingress-nginx/ingress-nginx',
    ]);
  });
  it('workflows, Makefiles and scripts have them', () => {
    const line = 'helm upgrade -i web chart -f prod.yaml';
    const workflow = `on: push\njobs:\n  deploy:\n    steps:\n      - working-directory: deploy\n        run: |\n          ${line}\n`;
    const of = (facts: readonly { readonly kind: string }[]): readonly string[] =>
      shown(facts.filter((fact): fact is HelmInstallFact => fact.kind === 'helm-install'));
    expect(of(parseWorkflow({ path: '.github/workflows/deploy.yml', text: workflow }).facts)).toEqual([
      'web = deploy/chart deploy/prod.yaml',
    ]);
    expect(of(parseMakefile({ path: 'Makefile', text: `deploy:\n\t@${line}\n` }).facts)).toEqual([
      'web = chart prod.yaml',
    ]);
    expect(
      of(
        parseScript({ path: 'ops/run.sh', text: `#!/bin/sh\nDIR=chart\nhelm upgrade -i web $DIR -f prod.yaml\n` })
          .facts,
      ),
    ).toEqual(['web = ops/chart ops/prod.yaml', 'web = chart prod.yaml']);
  });
  it('of a pipeline are found in the scripts of its jobs', () => {
    const text = [
      'deploy:',
      '  variables: { STAGE: prod }',
      '  script:',
      '    - helm repo add web https://charts.example',
      '    - helm upgrade -i web ./chart -f $STAGE.yaml',
    ].join('\n');
    const facts = parsePipeline({ path: '.gitlab-ci.yml', text }).facts;
    expect(shown(facts.filter((fact): fact is HelmInstallFact => fact.kind === 'helm-install'))).toEqual([
      'web = chart prod.yaml',
    ]);
  });
  it('no text makes it throw', () => {
    const words = fc.constantFrom(
      'helm',
      'install',
      'upgrade',
      '-f',
      '--set',
      'a=b',
      '$X',
      '"',
      "'",
      '\\',
      '\n',
      './chart',
      '--values=',
      '|',
      '<<EOF',
      '{a,b}',
      '=',
    );
    fc.assert(fc.property(fc.array(words, { maxLength: 20 }), (text) => void read(text.join(' '))));
  });
});
