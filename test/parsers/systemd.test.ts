// What hoplint reads in units of systemd.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerFact, WorkloadFact } from '../../src/model/facts.js';
import { systemd } from '../../src/parsers/systemd/index.js';
import { parseUnit } from '../../src/parsers/systemd/parse-unit.js';

function unit(...lines: readonly string[]): WorkloadFact | undefined {
  const text = ['[Unit]', 'ExecStart=/bin/false', '[Service]', ...lines, '[Install]', 'ExecStart=/bin/false'].join(
    '\n',
  );
  const { facts, problems } = parseUnit({ path: 'deploy/shop.service', text });
  expect(problems).toEqual([]);
  const [workload] = facts.filter((fact) => fact.kind === 'workload');
  return workload;
}
const started = 'ExecStart=/usr/bin/node server.js';
const process = (...lines: readonly string[]): ContainerFact | undefined => unit(started, ...lines)?.containers[0];
const variables = (...lines: readonly string[]) =>
  process(...lines)?.env.map(({ name, value, at }) => [
    name,
    value?.kind === 'literal' ? value.value : value?.kind,
    at.line,
  ]);

describe('a unit', () => {
  it('is a workload of its machine', () => {
    expect(unit(started, 'WorkingDirectory=-/opt/shop', 'TimeoutStopSec=1min 30s', 'KillSignal=SIGINT')).toMatchObject({
      workloadKind: 'SystemdService',
      platform: 'machine',
      name: 'shop',
      grace: { kind: 'convert', to: 'systemd-time', operand: { value: '1min 30s' }, at: { line: 6 } },
      containers: [
        {
          command: { form: 'exec', words: ['/usr/bin/node', 'server.js'], at: { line: 4, column: 11 } },
          workingDir: { text: '/opt/shop' },
          stopSignal: { text: 'SIGINT' },
          managed: { signals: 'all' },
        },
      ],
    });
  });
  it.each([
    ['infinity', 'infinity'],
    ['0', 'infinity'],
  ])('with TimeoutStopSec=%s has no limit', (written, value) => {
    expect(unit(started, `TimeoutStopSec=${written}`)?.grace).toMatchObject({ kind: 'literal', value });
  });
  it('lets the last assignment count, and an empty one forgets those before', () => {
    expect(unit('ExecStart=/bin/one', 'ExecStart=', started)?.containers[0]?.command?.words).toEqual([
      '/usr/bin/node',
      'server.js',
    ]);
    expect(unit(started, 'TimeoutStopSec=5', 'TimeoutStopSec=')?.grace).toBeUndefined();
  });
  it('that starts several things, or nothing that stays, is none', () => {
    expect(unit('Type=oneshot', started)).toBeUndefined();
    expect(unit(started, started)).toBeUndefined();
  });
});

describe('a command', () => {
  it('goes on over lines, with comments between them', () => {
    const [container] =
      unit('ExecStart=/usr/bin/node \\', '# two cores', '  --max-old-space-size=512 \\', '  server.js')?.containers ??
      [];
    expect(container?.command).toMatchObject({
      words: ['/usr/bin/node', '--max-old-space-size=512', 'server.js'],
      at: { line: 4, endLine: 7 },
    });
  });
  it.each([
    ['-/usr/bin/node server.js', ['/usr/bin/node', 'server.js']],
    ['!@/usr/bin/node shop server.js', ['/usr/bin/node', 'server.js']],
    ['/bin/sh -c "cd /opt && exec node server.js"', ['/bin/sh', '-c', 'cd /opt && exec node server.js']],
    ['/usr/bin/date +%%s', ['/usr/bin/date', '+%s']],
    ['/usr/bin/node {{ app_dir }}/server.js', ['/usr/bin/node', '/{{app_dir}}/server.js']],
  ])('is cut into words: %s', (line, words) => {
    expect(unit(`ExecStart=${line}`)?.containers[0]?.command?.words).toEqual(words);
  });
});

describe('the environment', () => {
  it('is a list of quoted pairs, each with its place', () => {
    expect(variables('Environment=A=1 "B=two words" C=', "Environment='D=4'")).toEqual([
      ['A', '1', 5],
      ['B', 'two words', 5],
      ['C', '', 5],
      ['D', '4', 6],
    ]);
  });
  it('is unknown where systemd fills something in', () => {
    expect(variables('Environment=PORT=300%i', 'Environment=RATE=5%%')).toEqual([
      ['PORT', 'unknown', 5],
      ['RATE', '5%', 6],
    ]);
  });
  it('is unknown where a template fills something in', () => {
    expect(variables('Environment=PORT={{ port }} A=1', 'Environment=RATE=$RATE')).toEqual([
      ['PORT', 'unknown', 5],
      ['A', '1', 5],
      ['RATE', 'unknown', 6],
    ]);
  });
  it('may come from files', () => {
    expect(process('EnvironmentFile=-/etc/shop.env')?.envFrom).toMatchObject([{ from: 'file', name: '/etc/shop.env' }]);
  });
});

describe('the stop', () => {
  it.each([
    ['KillMode=mixed', { signals: 'main' }],
    ['KillMode=process', { signals: 'main' }],
    ['KillMode=none', { signals: 'all', stoppedBy: { text: 'KillMode=none' } }],
    ['ExecStop=/bin/kill -s TERM $MAINPID', { signals: 'all' }],
    ['ExecStop=/usr/bin/pm2 kill', { signals: 'all', stoppedBy: { text: 'ExecStop=/usr/bin/pm2 kill' } }],
  ])('%s', (line, wanted) => {
    expect(process(line)?.managed).toMatchObject(wanted);
  });
});

describe('any text', () => {
  const line = fc.oneof(
    fc.constantFrom('[Service]', '[Unit]', started, 'Environment=A=%i "B', '# x', '\\', 'TimeoutStopSec=\\'),
    fc.string({ unit: 'binary' }),
  );
  it('gives facts whose places lie inside it, and no error', () => {
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, lineBreak) => {
        const text = lines.join(lineBreak);
        const count = text.split(/\r\n?|\n/).length;
        for (const fact of parseUnit({ path: 'x.service', text }).facts) {
          expect(fact.kind).toBe('workload');
          if (fact.kind === 'workload') expect(fact.at.line).toBeLessThanOrEqual(count);
        }
      }),
    );
  });
  it('is looked at only where it is a service that starts something', () => {
    expect(systemd.accepts('deploy/shop.service')).toBe(true);
    expect(systemd.gate({ path: 'a.service', text: '[Service]\nExecStart=/bin/true\n' })).toBe(true);
    expect(systemd.gate({ path: 'a.service', text: '[Unit]\n' })).toBe(false);
  });
});
