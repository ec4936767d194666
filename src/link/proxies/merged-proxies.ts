// One proxy where several facts describe it, and one where several of a file are alike.
import type { ProxyFact, WrittenSetting } from '../../model/facts.js';

/** `describe-*` outputs and plan plus HCL may describe one balancer in several facts; their settings belong together. */
export function mergeByIdentity(proxies: readonly ProxyFact[]): readonly ProxyFact[] {
  const merged: ProxyFact[] = [];
  // Places in `merged`: two are one where the id of either is among the names of the other.
  const byId = new Map<string, number[]>();
  const byName = new Map<string, number[]>();
  const note = (index: Map<string, number[]>, name: string, place: number): void => {
    const list = index.get(name);
    if (list === undefined) index.set(name, [place]);
    else list.push(place);
  };
  for (const proxy of proxies) {
    const places = [...namesOfThing(proxy).flatMap((name) => byId.get(name) ?? []), ...(byName.get(proxy.id) ?? [])];
    const index = places
      .sort((a, b) => a - b)
      .find((place) => {
        const each = merged[place];
        return each !== undefined && each.product === proxy.product && sameScope(each, proxy);
      });
    const twin = index === undefined ? undefined : merged[index];
    const own = index === undefined || twin === undefined ? merged.length : index;
    for (const name of namesOfThing(proxy)) note(byName, name, own);
    if (index === undefined || twin === undefined) {
      note(byId, proxy.id, own);
      merged.push(proxy);
      continue;
    }
    const settings: readonly WrittenSetting[] = [...twin.settings, ...proxy.settings];
    merged[index] = {
      ...twin,
      settings,
      forwardsTo: [...twin.forwardsTo, ...proxy.forwardsTo],
      aliases: [...(twin.aliases ?? []), ...(proxy.aliases ?? []), proxy.id],
    };
  }
  return merged;
}
/** Locations of one file that treat requests alike are one hop: what is wrong with one is said once. */
export function mergeAlike(
  proxies: readonly ProxyFact[],
): readonly { readonly proxy: ProxyFact; readonly others: number }[] {
  const groups = new Map<string, { readonly proxy: ProxyFact; others: number }>();
  for (const [index, proxy] of proxies.entries()) {
    const key = proxy.runsIn === undefined ? String(index) : manner(proxy);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { proxy, others: 0 });
    else group.others += 1;
  }
  return [...groups.values()];
}
/** Everything about a proxy but its own name and place. */
function manner({
  product,
  mode,
  scope,
  at,
  listensOn,
  settings,
  forwardsTo,
  traits,
  servers,
  runsIn,
}: ProxyFact): string {
  // Whether connections are pooled is decided anew for each location, where it may be written several times.
  const values = settings.map(({ name, value, keyAt }) =>
    name === 'outbound.pooling' ? [name, 'value' in value ? value.value : value.kind] : [name, value, keyAt],
  );
  const targets = forwardsTo.map((each) => [each.to, each.value, each.pinned]);
  const extras = (traits ?? []).map(({ name, value }) => [name, 'value' in value ? value.value : value.kind]);
  return JSON.stringify([product, mode, scope, at.file, listensOn, values, targets, extras, servers?.value, runsIn]);
}
export function sameScope(a: { readonly scope?: string }, b: { readonly scope?: string }): boolean {
  return a.scope === b.scope || a.scope === undefined || b.scope === undefined;
}
/** Its id and its other names. */
export function namesOfThing(thing: { readonly id: string; readonly aliases?: readonly string[] }): readonly string[] {
  return [thing.id, ...(thing.aliases ?? [])];
}
export function isNamed(thing: { readonly id: string; readonly aliases?: readonly string[] }, value: string): boolean {
  return thing.id === value || (thing.aliases?.includes(value) ?? false);
}
