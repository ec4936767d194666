// Servers of a stream block pass connections on, whatever these carry: hops that HTTP goes through unseen.
// https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html
import { directiveKeys } from '../../knowledge/lookup.js';
import type { Directive, ForwardRef, ProxyFact, WrittenSetting } from '../../model/facts.js';
import { hasParameter, streamDestinations, upstreamsIn } from './addresses.js';
import { portsOf } from './ports.js';
import { enter, type Scope } from './scope.js';
import { nameAt } from './settings.js';
import { expressionOf, mapsOf } from './variables.js';

/** A way of a stream: the fact leaves out what all proxies of a configuration share. */
export type StreamWay = Pick<ProxyFact, 'id' | 'name' | 'at' | 'settings' | 'forwardsTo' | 'listensOn'> & {
  readonly shownAs: string;
};

/** Of HTTP no server has a proxy_pass outside its locations. */
export function isStreamServer({ name, block = [] }: Directive): boolean {
  return (
    name === 'server' &&
    block.some((each) => each.name === 'proxy_pass') &&
    block.every((each) => each.name !== 'location')
  );
}

/** `blocks`: what stands where the servers do. */
export function streamWays(blocks: readonly Directive[], outer: Scope): readonly StreamWay[] {
  const scope = enter(outer, blocks);
  const maps = mapsOf(blocks);
  const upstreams = upstreamsIn(blocks);
  return blocks.filter(isStreamServer).flatMap((server): readonly StreamWay[] => {
    const block = server.block ?? [];
    const pass = block.find((each) => each.name === 'proxy_pass');
    if (pass === undefined || block.some((each) => each.name === 'listen' && hasParameter(each, 'udp'))) return [];
    const inner = enter(scope, block);
    const listensOn = portsOf(block);
    const forwardsTo = streamDestinations(pass, inner, maps, upstreams);
    const port = listensOn.join(', ');
    return [
      {
        id: `stream ${port}`,
        name: `stream:${port}`,
        shownAs: `port ${port}`,
        at: server.at,
        settings: settingsOf(inner),
        forwardsTo: [...new Map(forwardsTo.map((each): [string, ForwardRef] => [each.value, each])).values()],
        listensOn,
      },
    ];
  });
}

function settingsOf({ values }: Scope): readonly WrittenSetting[] {
  return [...values.values()].flatMap((directive) => {
    const [word] = directive.words;
    if (word === undefined) return [];
    const { name } = directive;
    const keyAt = nameAt(directive);
    return (directiveKeys('nginx-stream').get(name) ?? []).map(
      ({ setting }): WrittenSetting => ({ name: setting, key: name, value: expressionOf(word), keyAt }),
    );
  });
}
