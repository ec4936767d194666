// The page: what was found, every path, every shutdown, what could not be known. One file, nothing loaded from anywhere.
import type { Finding, NotEvaluated } from '../../model/finding.js';
import type { LintResult, RunNote } from '../../model/report.js';
import type { Model, RequestPath } from '../../model/topology.js';
import type { ReportSettings } from '../reporter.js';
import { bySeverity, counted, shownFindings, summaryText, tally } from '../summary.js';
import { concernedWorkloads } from '../view/concerned.js';
import { worstFirst } from '../view/joints.js';
import { shutdownsOf } from '../view/shutdown.js';
import { filterBar } from './filter-bar.js';
import { findingCard } from './finding-card.js';
import { html, lines, Markup } from './markup.js';
import { overview } from './overview.js';
import { pathCard } from './path-card.js';
import { placeCode } from './place.js';
import { filterScript } from './script.js';
import { shutdownCard } from './shutdown-card.js';
import { styleSheet } from './style.js';

/** What a page shows; `hoplint paths` has no findings to show. */
export type PageContent = Pick<LintResult, 'version' | 'model'> & { readonly linted?: LintResult };

const stopping = new Set(['graceful-shutdown', 'connection-draining']);

export function page({ version, model, linted }: PageContent, settings: ReportSettings): string {
  const findings = linted === undefined ? [] : bySeverity(shownFindings(linted));
  const concerned = concernedWorkloads(model);
  const titles = [...new Set(model.workloads.map((each) => each.title))].sort();
  const numbers = (names: readonly string[]): string => names.map((name) => titles.indexOf(name)).join(' ');
  const paths = distinctPaths(model);
  const about = (title: string | undefined): readonly Finding[] =>
    findings.filter((each) => title !== undefined && concerned(each).includes(title));
  const causes = new Map(linted?.rules.map((rule) => [rule.id, rule.cause]));
  const shutdowns = shutdownsOf(model);
  const rows = paths.map((path, index) => ({
    path,
    id: `path-${index + 1}`,
    title: titleOf(path),
    workloads: numbers(path.workload === undefined ? [] : [path.workload.title]),
  }));
  const sections: readonly Section[] = [
    ...(linted === undefined
      ? []
      : [
          {
            id: 'findings',
            title: 'Findings',
            count: findings.length,
            lead: '',
            body: findings.map((each) => findingCard(each, numbers(concerned(each)), settings)),
            empty: 'Nothing found: every pair of clocks that could be compared agrees.',
          },
        ]),
    {
      id: 'paths',
      title: 'Request paths',
      count: paths.length,
      lead: 'Client first. The hop that reuses a connection has to give up before the hop that keeps it: the lower bar of each pair has to be the longer one.',
      body: rows.map((row) => pathCard({ ...row, findings: about(row.path.workload?.title) }, settings)),
      empty: 'No request path was found: nothing here shows both a proxy or Service and what stands behind it.',
    },
    {
      id: 'shutdowns',
      title: 'Shutdown',
      count: shutdowns.length,
      lead: 'From the moment a workload is told to stop. It has to keep serving until requests stop arriving, and to be done before SIGKILL.',
      body: shutdowns.map((shutdown, index) =>
        shutdownCard(
          {
            shutdown,
            id: `shutdown-${index + 1}`,
            findings: about(shutdown.workload.title).filter((each) => stopping.has(causes.get(each.ruleId) ?? '')),
            workloads: numbers([shutdown.workload.title]),
          },
          settings,
        ),
      ),
      empty: 'No workload was found that answers requests.',
    },
    ...(linted === undefined ? [] : [openSection(linted.notEvaluated, settings), leftSection(linted.notes, settings)]),
  ].filter((section) => section.count > 0 || section.id === 'findings' || section.id === 'paths');
  const rules = [...new Set([...findings, ...(linted?.notEvaluated ?? [])].map((each) => each.ruleId))].sort();
  const script = filterScript();
  return `<!DOCTYPE html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${Markup.trusted(script.hash)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${linted === undefined ? 'hoplint: request paths' : `hoplint: ${summaryText(linted).verdict}`}</title>
<style>${styleSheet}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="brand"><span aria-hidden="true">◆─◆─◆</span> hoplint <span class="dim">${version}</span></p>
<h1>${linted === undefined ? 'Request paths' : 'Timeouts from click to process'}</h1>
${linted === undefined ? '' : verdict(linted)}
<nav aria-label="Sections"><ul>${sections.map((each) => html`<li><a href="#${each.id}">${each.title} <span class="count">${each.count}</span></a></li>`)}</ul></nav>
</header>
${filterBar(titles, linted === undefined ? undefined : rules)}
<main id="main" tabindex="-1">
${overview(rows)}
${lines(sections.map(sectionPart))}
</main>
<footer><p class="dim">Written by hoplint ${version}. Times are the ones that really apply, each with its origin; what no file says is never guessed.</p></footer>
<script>${script.text}</script>
</body>
</html>
`.text
  }`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly lead: string;
  readonly body: readonly Markup[];
  readonly empty: string;
}
function sectionPart({ id, title, count, lead, body, empty }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title} <span class="count">${count}</span></h2>
${lead === '' ? '' : html`<p class="lead">${lead}</p>`}
${body.length === 0 ? html`<p class="empty">${empty}</p>` : lines(body)}
<p class="empty filtered" hidden>Nothing here matches the filter.</p>
</section>`;
}

function verdict(result: LintResult): Markup {
  const counts = tally(result);
  const { seen } = summaryText(result);
  const tile = (kind: string, count: number, word: string): Markup =>
    html`<li class="tile ${kind}${count === 0 ? ' none' : ''}"><strong>${count}</strong> ${counted(count, word).replace(/^\d+ /, '')}</li>`;
  return html`<ul class="tiles" aria-label="Result">${[
    tile('error', counts.error, 'error'),
    tile('warning', counts.warning, 'warning'),
    tile('note', counts.note, 'note'),
    html`<li class="tile${result.notEvaluated.length === 0 ? ' none' : ''}"><strong>${result.notEvaluated.length}</strong> not evaluated</li>`,
  ]}</ul>
<p class="dim">in ${seen}</p>
${result.errors.length === 0 ? '' : html`<ul class="problems">${result.errors.map((each) => html`<li>Internal error in ${each.where}: ${each.message}</li>`)}</ul>`}`;
}

function openSection(notes: readonly NotEvaluated[], settings: ReportSettings): Section {
  const items = notes.map(
    (note) =>
      html`<li data-rule="${note.ruleId}"><strong>${note.ruleId}</strong> ${note.subject}: ${note.reason}. ${note.settle === undefined ? '' : html`<span class="dim">${note.settle}</span>`} ${placeCode(note.location, settings)}</li>`,
  );
  return {
    id: 'not-evaluated',
    title: 'Not evaluated',
    count: notes.length,
    lead: 'What the files do not say, and what would settle it.',
    body: [html`<ul class="notes">${items}</ul>`],
    empty: '',
  };
}
function leftSection(notes: readonly RunNote[], settings: ReportSettings): Section {
  const items = notes.map(
    (note) =>
      html`<li>${note.message} ${note.settle === undefined ? '' : html`<span class="dim">${note.settle}</span>`} ${note.at === undefined ? '' : placeCode(note.at, settings)}</li>`,
  );
  return {
    id: 'left-alone',
    title: 'Left alone',
    count: notes.length,
    lead: '',
    body: [html`<ul class="notes">${items}</ul>`],
    empty: '',
  };
}

function titleOf(path: RequestPath): string {
  const last = path.nodes.at(-1);
  return path.workload?.title ?? (last?.is === 'hop' ? last.name : path.id);
}
/** Two variants of a chart that come out alike are one path to a reader. */
function distinctPaths(model: Model): readonly RequestPath[] {
  const seen = new Set<string>();
  const distinct = model.paths.filter((path) => {
    const places = path.nodes.map((node) =>
      node.is === 'hop' ? `${node.id}@${node.at.file}:${node.at.line}` : node.reason.text,
    );
    const key = [path.id, path.variant ?? '', ...places].join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return worstFirst(distinct);
}
