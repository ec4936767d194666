// The one script of the page: hides what the filter leaves out. Its hash is what the page's policy allows, so nothing else can run.
import { createHash } from 'node:crypto';
import { Markup } from './markup.js';

/** Reads only attributes this program wrote: numbers of workloads, ids of rules, severities. */
const text = `
'use strict';
(() => {
  const form = document.getElementById('filter');
  if (form === null) return;
  const workload = document.getElementById('filter-workload');
  const rule = document.getElementById('filter-rule');
  const count = document.getElementById('filter-count');
  const items = [...document.querySelectorAll('[data-rule], [data-workloads]')];
  const apply = () => {
    const severities = new Set([...form.querySelectorAll('input[name=severity]:checked')].map((each) => each.value));
    let findings = 0;
    for (const item of items) {
      const { workloads, rule: id, severity } = item.dataset;
      const shown =
        (workload.value === '' || workloads === undefined || workloads.split(' ').includes(workload.value)) &&
        (rule === null || rule.value === '' || id === undefined || id === rule.value) &&
        (severity === undefined || severities.has(severity));
      item.hidden = !shown;
      if (shown && severity !== undefined) findings += 1;
    }
    for (const section of document.querySelectorAll('main > section')) {
      const own = [...section.querySelectorAll('[data-rule], [data-workloads]')];
      const notice = section.querySelector('.filtered');
      if (notice !== null) notice.hidden = own.length === 0 || own.some((each) => !each.hidden);
    }
    count.textContent = rule === null ? '' : findings + (findings === 1 ? ' finding' : ' findings') + ' shown';
  };
  form.hidden = false;
  form.addEventListener('change', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  // A link to something the filter hides shows everything again.
  addEventListener('hashchange', () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target !== null && target.closest('[hidden]') !== null) {
      form.reset();
      setTimeout(() => target.scrollIntoView());
    }
  });
  apply();
})();
`;

export function filterScript(): { readonly text: Markup; readonly hash: string } {
  return { text: Markup.trusted(text), hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
}
