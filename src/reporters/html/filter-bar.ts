// The filter. Without JavaScript it stays hidden and the page shows everything.
import { html, type Markup } from './markup.js';

/** `rules`: undefined on a page that has no findings. */
export function filterBar(workloads: readonly string[], rules: readonly string[] | undefined): Markup | undefined {
  if (workloads.length < 2 && (rules ?? []).length < 2) return undefined;
  const options = (values: readonly { readonly value: string; readonly text: string }[]): readonly Markup[] =>
    values.map((each) => html`<option value="${each.value}">${each.text}</option>`);
  const ruleSelect =
    rules === undefined
      ? ''
      : html`<label>Rule <select id="filter-rule"><option value="">all rules</option>${options(rules.map((id) => ({ value: id, text: id })))}</select></label>
<fieldset><legend class="hidden">Severity</legend>${(['error', 'warning', 'note'] as const).map((each) => html`<label class="check"><input type="checkbox" name="severity" value="${each}" checked> ${each}s</label>`)}</fieldset>`;
  return html`<form class="filter" id="filter" aria-label="Filter" hidden>
<label>Workload <select id="filter-workload"><option value="">all workloads</option>${options(workloads.map((text, index) => ({ value: String(index), text })))}</select></label>
${ruleSelect}
<button type="reset">Show all</button>
<output id="filter-count" aria-live="polite"></output>
</form>`;
}
