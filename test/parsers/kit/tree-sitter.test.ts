// How long a text may take is time of the processor: a machine that is busy with other things makes no file unreadable.
import { afterEach, expect, it, vi } from 'vitest';
import { loadGrammar } from '../../../src/parsers/kit/tree-sitter.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Every look at it is a minute later. */
function runawayClock(): ReturnType<typeof vi.spyOn> {
  let now = 0;
  return vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 60_000;
    return now;
  });
}

it.each(['go', 'hcl'] as const)('%s is read whole though the clock runs away', async (name) => {
  const grammar = await loadGrammar(name);
  const text = name === 'go' ? `package main\n${'func f() { g(1) }\n'.repeat(500)}` : 'a = [1, 2]\n'.repeat(500);
  const clock = runawayClock();
  expect(grammar.read(text, (root) => root.children.length)).toBeGreaterThan(0);
  expect(clock.mock.calls.length).toBeGreaterThan(1);
});

it('is given up where the processor works on and on', async () => {
  const grammar = await loadGrammar('go');
  runawayClock();
  vi.spyOn(process, 'cpuUsage').mockImplementation((before) => ({
    user: before === undefined ? 0 : 60_000_000,
    system: 0,
  }));
  expect(grammar.read(`package main\n${'func f() {}\n'.repeat(2000)}`, () => 'read')).toBeUndefined();
});
