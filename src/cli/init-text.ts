// The text of a new hoplint.yaml: valid as it stands, everything found as comments, everything unknown as questions.
import type { LintResult } from '../model/report.js';
import type { Server, Workload } from '../model/topology.js';
import { safeLines, safeText } from '../reporters/safe-text.js';
import { titleOf as titleOfPath } from '../reporters/view/overview.js';
import { wrapText } from '../reporters/wrap.js';

const width = 100;
const schema = 'https://raw.githubusercontent.com/hoplint/hoplint/main/src/config/hoplint.schema.json';

export function renderConfiguration(result: LintResult): string {
  const sections = [
    [
      `# yaml-language-server: $schema=${schema}`,
      ...comment(
        'What hoplint should check here, and what no file can tell it. `hoplint paths` shows what it makes of it.',
      ),
    ],
    ['profile: recommended'],
    rulesSection(),
    servicesSection(result),
    hopsSection(result),
    assumeSection(),
    questionsSection(result),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return safeLines(`${text.join('\n\n')}\n`);
}
function comment(text: string, indent = '# '): readonly string[] {
  return wrapText(safeText(text), width, indent).split('\n');
}

function rulesSection(): readonly string[] {
  return [
    ...comment('Severity by rule: error, warning, note or off. `hoplint rules` lists them.'),
    '# rules:',
    '#   replicas-minimum: off',
    '',
    ...comment('Files to leave out, and files to read that are left alone by default (tests, docs, build output).'),
    '# ignore: ["examples/**"]',
    '# include: ["docs/examples/**"]',
  ];
}

// ---------------------------------------------------------------- services

function servicesSection({ model }: LintResult): readonly string[] {
  const linked = model.workloads.flatMap((workload) => {
    const server = workload.served?.server;
    return server === undefined ? [] : [{ workload, server }];
  });
  // Software of others has no source here, and one that answers no requests needs none.
  const open = model.workloads.filter(
    ({ served, receivesTraffic }) =>
      served !== undefined && served.server === undefined && served.thirdParty !== true && receivesTraffic !== 'no',
  );
  const lines = [...comment('Which source runs in which workload, where names do not say.')];
  if (linked.length > 0) {
    lines.push(
      ...comment('Found:'),
      ...linked.map((each) => `#   ${titleOf(each.workload)} runs ${sourceOf(each.server)}`),
    );
  }
  if (open.length === 0)
    return [...lines, '# services:', '#   - workload: deployment/api', '#     source: services/api'];
  const free = model.unlinkedServers.map(sourceOf);
  const candidates = free.length === 0 ? '' : ` Servers without a workload: ${[...new Set(free)].join(', ')}.`;
  return [
    ...lines,
    ...comment(
      `Not found: the source of these workloads. Fill in source, and remove the # before the lines.${candidates}`,
    ),
    '# services:',
    ...open.flatMap((workload) => [
      `#   - workload: ${titleOf(workload)}`,
      `#     source: ${guessFor(workload, free)}`,
    ]),
  ];
}
function sourceOf(server: Server): string {
  return safeText(server.fact.at.file);
}
/** As `services:` and `hops:` name it; quoted where YAML would read something else. */
function titleOf({ fact }: Workload): string {
  const namespace = fact.namespace === undefined ? '' : `${fact.namespace}/`;
  const title = safeText(`${namespace}${fact.workloadKind.toLowerCase()}/${fact.name}`);
  return /^[\w./-]+$/.test(title) ? title : JSON.stringify(title);
}
/** A hint for the person, not a claim: the free server whose path holds the name. */
function guessFor(workload: Workload, free: readonly string[]): string {
  const near = free.find((file) => file.split('/').includes(workload.name));
  return near === undefined ? 'path/to/source' : near;
}

// ---------------------------------------------------------------- hops

function hopsSection({ model }: LintResult): readonly string[] {
  const found = new Map<string, string>();
  for (const path of model.paths) {
    for (const node of path.nodes) {
      if (node.is === 'hop' && node.product.kind !== 'server') {
        found.set(node.id, `${safeText(node.name)} (${node.product.id}) at ${safeText(node.at.file)}:${node.at.line}`);
      }
    }
  }
  const lines = [
    ...comment(
      'Hops that no file shows: a CDN, a load balancer made by hand, a proxy of another team. Client first. `hoplint defaults` lists the products; times are optional and beat their defaults.',
    ),
  ];
  if (found.size > 0) lines.push('# Found:', ...[...found.values()].sort().map((each) => `#   ${each}`));
  const bare = model.workloads.filter(
    (each) => each.receivesTraffic !== 'no' && each.frontedBy.length === 0 && each.services.length > 0,
  );
  if (bare.length > 0) {
    lines.push(...comment(`What stands in front of ${bare.map((each) => titleOf(each)).join(', ')}? No file says.`));
  }
  const unanswered = model.paths.filter(({ nodes, workload }) => nodes.at(-1)?.is === 'gap' && workload === undefined);
  if (unanswered.length > 0) {
    const names = [...new Set(unanswered.map(titleOfPath))].map(safeText).join(', ');
    const server = 'A hop without a workload whose product is a server is what answers behind each of them.';
    return [
      ...lines,
      ...comment(`What answers behind ${names}? No file says. ${server}`),
      '# hops:',
      '#   - name: api',
      '#     product: node-http',
      '#     inboundIdle: 5s',
    ];
  }
  const example = bare[0] ?? model.workloads[0];
  return [
    ...lines,
    '# hops:',
    '#   - name: edge',
    '#     product: aws-alb',
    `#     workload: ${example === undefined ? 'deployment/api' : titleOf(example)}`,
    '#     outboundIdle: 60s',
    '#     httpVersion: "1.1"',
  ];
}
function assumeSection(): readonly string[] {
  return [
    ...comment('Numbers no file holds; findings name them as assumptions.'),
    '# assume:',
    '#   endpointPropagation: 10s   # until traffic to a stopping pod has ended',
    '#   slowestRequest: 20s        # the longest legitimate request',
  ];
}

// ---------------------------------------------------------------- questions

const mostQuestions = 20;

function questionsSection({ notEvaluated }: LintResult): readonly string[] {
  const byReason = new Map<string, (typeof notEvaluated)[number]>();
  for (const note of notEvaluated) if (!byReason.has(note.reason)) byReason.set(note.reason, note);
  const questions = [...byReason.values()];
  if (questions.length === 0) return [];
  const rest = questions.length - mostQuestions;
  return [
    '# Questions hoplint could not answer:',
    ...questions.slice(0, mostQuestions).flatMap((note) => {
      const settle = note.settle === undefined ? '' : ` ${note.settle}`;
      return comment(`${note.location.file}:${note.location.line}: ${note.reason}.${settle}`, '#   ');
    }),
    ...(rest > 0 ? [`#   and ${rest} more: hoplint --verbose`] : []),
  ];
}
