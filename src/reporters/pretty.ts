// The report a person reads in a terminal: paths found, findings with both ends, what could not be evaluated, how to say more.
import type { LintResult } from '../model/report.js';
import { findingsText, notesOfRules } from './finding-text.js';
import { leftAloneText } from './left-alone-text.js';
import { openText } from './open-text.js';
import { drawPath } from './path-text.js';
import type { Reporter, ReportSettings } from './reporter.js';
import { safeLines, safeText } from './safe-text.js';
import { type Paint, painter } from './style.js';
import { counted, isEmpty, shownFindings, summaryText, tally } from './summary.js';
import { blindText, gapsText, overviewOf } from './view/overview.js';
import { wrapText } from './wrap.js';

const mostPaths = 8;
const mostReasons = 5;
const mostServers = 3;

export const pretty: Reporter = (result, settings) => {
  const paint = painter(settings.color);
  const shown = shownFindings(result);
  const loud = settings.verbose ? shown : shown.filter((each) => each.severity !== 'note');
  const sections = settings.quiet
    ? [findingsText(shown, settings, paint), errorsText(result, paint), summary(result, settings, paint)]
    : [
        pathsText(result, settings, paint),
        findingsText(loud, settings, paint),
        notesOfRules(
          shown.filter((each) => !loud.includes(each)),
          settings,
          paint,
        ),
        openText(result.notEvaluated, settings, paint),
        leftAloneText(result.notes, settings, paint),
        settledText(result, settings, paint),
        errorsText(result, paint),
        isEmpty(result) ? emptyText(result, settings, paint) : summary(result, settings, paint),
        moreText(result, settings),
      ];
  return safeLines(`${sections.filter((each) => each !== '').join('\n\n')}\n`);
};

function pathsText(result: LintResult, settings: ReportSettings, paint: Paint): string {
  const { paths } = result.model;
  if (paths.length === 0) {
    return isEmpty(result) || result.findings.length > 0 ? '' : pathlessText(result, settings, paint);
  }
  const overview = overviewOf(paths);
  const drawn = [...new Set(overview.paths.map((path) => drawPath(path, settings.width, '  ')))];
  const blind =
    overview.blind.length === 0 ? [] : [wrapText(safeText(blindText(overview.blind)), settings.width, '  ')];
  const lines = drawn.slice(0, settings.verbose ? drawn.length : mostPaths);
  const rest = drawn.length - lines.length;
  const legend = '(left of │ how long an idle connection is reused, right of it how long it is kept)';
  const head = 'Request paths';
  const unseen = gapsText(overview.paths).map((text) => wrapText(`? ${safeText(text)}`, settings.width, '  ', '    '));
  const beside = head.length + 1 + legend.length <= settings.width;
  return [
    beside ? `${paint('bold', head)} ${paint('dim', legend)}` : paint('bold', head),
    ...(beside ? [] : [paint('dim', wrapText(legend, settings.width, '  '))]),
    ...lines,
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: hoplint paths`)] : []),
    ...unseen.map((each) => paint('dim', each)),
    ...blind,
  ].join('\n');
}

/** What was found, so that a person sees which end is missing. */
function pathlessText({ model }: LintResult, settings: ReportSettings, paint: Paint): string {
  const places = [...new Set(model.servers.map(({ fact }) => safeText(`${fact.at.file}:${fact.at.line}`)))];
  const rest = places.length - mostServers;
  const servers =
    places.length === 0
      ? 'No server was recognised in the source.'
      : `It found ${counted(places.length, 'server')}: ${places.slice(0, mostServers).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return [
    `${paint('bold', 'No request path')} ${paint('dim', '(nothing here shows both a proxy or Service and what stands behind it)')}`,
    wrapText(servers, settings.width, '  '),
  ].join('\n');
}

function settledText({ baseline }: LintResult, settings: ReportSettings, paint: Paint): string {
  if (baseline === undefined || baseline.settled.length === 0) return '';
  const shown = settings.verbose ? baseline.settled : baseline.settled.slice(0, mostReasons);
  const rest = baseline.settled.length - shown.length;
  return [
    `${paint('bold', 'Settled since the baseline was written')} ${paint('dim', '(--update-baseline takes them out)')}`,
    ...shown.map((each) => `  ${safeText(each.file)}  ${safeText(each.ruleId)}`),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: --verbose`)] : []),
  ].join('\n');
}

function errorsText(result: LintResult, paint: Paint): string {
  return result.errors
    .map((each) => `${paint('red', 'internal error')} in ${safeText(each.where)}: ${safeText(each.message)}`)
    .join('\n');
}

function summary(result: LintResult, settings: ReportSettings, paint: Paint): string {
  const counts = tally(result);
  const colour = counts.error > 0 ? 'red' : counts.warning > 0 ? 'yellow' : 'green';
  const { verdict, seen } = summaryText(result);
  const beside = verdict.length + seen.length + 3 <= settings.width;
  return `${paint(colour, verdict)}${beside ? ' ' : '\n'}${paint('dim', `(${seen})`)}`;
}

function emptyText(result: LintResult, settings: ReportSettings, paint: Paint): string {
  const looked =
    result.stats.filesListed === 0
      ? 'There is no file to read.'
      : `It looked at ${counted(result.stats.filesListed, 'file')} and found no server, workload, proxy or load balancer in ${result.stats.filesListed === 1 ? 'it' : 'them'}.`;
  const reads =
    'It reads Kubernetes YAML, Helm output (helm template … | hoplint -), Terraform, CloudFormation, Dockerfiles, docker-compose, nginx.conf, haproxy.cfg, and server code in Node and Go.';
  const next =
    'If those live elsewhere, name the folder (hoplint PATH) or join it (--with ../infra). Tests, docs and build output are left alone: --include GLOB brings them back.';
  return [
    paint('bold', 'hoplint found nothing to lint here.'),
    ...[looked, ...chartsElsewhere(result), reads, next].map((each) => wrapText(each, settings.width, '  ')),
  ].join('\n');
}
/** What is installed, but stands in no file: the charts of others. */
function chartsElsewhere(result: LintResult): readonly string[] {
  const installs = result.model.facts.of('helm-install').filter(({ isLocal }) => !isLocal);
  const names = [...new Set(installs.map(({ chart }) => chart.text.split('/').at(-1) ?? ''))].filter(Boolean);
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).map(safeText).join(', ');
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const one = names.length === 1;
  return [
    `${one ? 'A chart' : 'Charts'} from elsewhere ${one ? 'is' : 'are'} installed (${shown}${rest}), and no object of ${one ? 'it' : 'them'} is seen: lint the output of \`helm template\` with the values of the installation.`,
  ];
}

function moreText(result: LintResult, settings: ReportSettings): string {
  const isPathless = result.model.paths.length === 0 && result.findings.length === 0;
  const isWhole = result.notEvaluated.length === 0 && gapsText(result.model.paths).length === 0;
  if (isEmpty(result) || (isWhole && !isPathless)) return '';
  const join = isPathless ? ' Folders and other checkouts are joined with --with ../infra.' : '';
  return wrapText(
    `Tell hoplint what no file shows: \`hoplint init\` writes a hoplint.yaml with hops: and services: to fill in.${join}`,
    settings.width,
  );
}
