// Finds headers for WebSockets that a server block sets and no location of it sends: one list of proxy_set_header replaces the other whole.
import type { SettingMistake } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Statement } from './read-directives.js';

const headerName = ({ name, words }: Statement): string | undefined =>
  name.text === 'proxy_set_header' ? words[0]?.text.toLowerCase() : undefined;

/** https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header */
export function lostHeaders(
  statements: readonly Statement[],
  place: (start: number, end: number) => Location,
): SettingMistake[] {
  return statements.flatMap(({ name, block }) => {
    if (block === undefined) return [];
    if (name.text !== 'server') return name.text === 'http' ? lostHeaders(block, place) : [];
    const set = block.find((each) => headerName(each) === 'upgrade');
    const instead = set === undefined ? undefined : listsBelow(block);
    const [first] = instead ?? [];
    if (set === undefined || first === undefined) return [];
    return [
      {
        kind: 'setting-mistake',
        mistake: 'ignored',
        product: 'nginx',
        key: 'proxy_set_header Upgrade',
        at: place(set.name.start, set.words.at(-1)?.end ?? set.name.end),
        because: 'reaches no location of its server, as each that proxies has a proxy_set_header of its own',
        effect: 'nginx takes the whole list from the innermost block that has one, so WebSockets are not upgraded',
        help: 'Repeat proxy_set_header Upgrade and Connection in the locations that take WebSockets.',
        related: [{ message: 'this one replaces the whole list', at: place(first.name.start, first.name.end) }],
      },
    ];
  });
}

/** The first header of each location that proxies; undefined where one may send the headers from outside, or is not seen. */
function listsBelow(block: readonly Statement[]): readonly Statement[] | undefined {
  if (block.some(({ name }) => name.text === 'include')) return undefined;
  const lists: Statement[] = [];
  for (const { block: inner } of block) {
    if (inner === undefined) continue;
    const own = inner.find((each) => headerName(each) !== undefined);
    if (own === undefined) {
      if (inner.some(({ name }) => name.text === 'proxy_pass')) return undefined;
      const below = listsBelow(inner);
      if (below === undefined) return undefined;
      lists.push(...below);
    } else {
      const sends = inner.some((each) => headerName(each) === 'upgrade' || each.name.text === 'include');
      if (sends || inner.some((each) => each.block !== undefined)) return undefined;
      if (inner.some(({ name }) => name.text === 'proxy_pass')) lists.push(own);
    }
  }
  return lists;
}
