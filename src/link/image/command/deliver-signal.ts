// What becomes of the stop signal on its way from PID 1 to the server; behaviour of each wrapper comes from the knowledge table.
import { factDuration, factList, factText, signalHabit } from '../../../knowledge/lookup.js';
import type { Shell } from '../../../knowledge/schema-programs.js';
import { readDuration } from '../../../model/duration.js';
import type { ContainerFact } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { finite, known, type Setting, type UnknownReason, unknown, written } from '../../../model/setting.js';
import type { DeliveryOutcome, SignalDelivery } from '../../../model/topology.js';
import { type EffectiveImage, signalName, stopSignal } from '../effective-image.js';
import type { ChainStep, CommandChain } from './chain.js';
import { isFirstProcess } from './first-process.js';

export interface DeliveryQuestion {
  readonly container: ContainerFact;
  readonly image: EffectiveImage;
  readonly chain: CommandChain;
  readonly shell: Setting<Shell>;
  /** Another process of the pod is PID 1, so that default actions apply. */
  readonly shareProcessNamespace: boolean;
  /** The platform starts it in a way of its own that nobody documents. */
  readonly openPlatform: boolean;
}

interface Result {
  readonly outcome: DeliveryOutcome;
  readonly because: string;
  readonly decidedBy: readonly Location[];
  readonly reason?: UnknownReason;
  /** Another signal arrives than was sent. */
  readonly signal?: string;
  /** What in front of the server decides it. */
  readonly wrapper?: string;
}

/** What ends something is SIGTERM; a shell, and what waits for one, goes on after SIGINT until its program has ended. */
function withSignal(result: Result, signal: string): Result {
  const { wrapper, decidedBy } = result;
  const [at] = decidedBy;
  if (signal === 'SIGTERM' || result.outcome !== 'killed' || wrapper === undefined || at === undefined) return result;
  const waiting = factList('package-managers', 'wait-on-sigint', undefined, at);
  if (signal === 'SIGINT' && waiting.state === 'known' && waiting.value.includes(wrapper)) {
    const what = /^(?:sh -c|script)/.test(wrapper) ? 'the shell' : `${wrapper}, like the shell that it starts,`;
    return {
      ...result,
      outcome: 'ignored',
      because: `${what} waits for its program on SIGINT and passes it to nobody`,
    };
  }
  return unmeasured(wrapper, signal, [at, ...decidedBy.slice(1)]);
}

/** What passes SIGTERM and SIGINT on need not listen for another signal; as PID 1 it is deaf to that, elsewhere it dies of it. */
function throughDeafManager({ steps }: CommandChain, signal: string, behindInit: boolean): Result | undefined {
  const manager = steps.find(({ kind }) => kind !== 'init');
  if (manager?.kind !== 'package-manager' || signal === 'SIGTERM' || signal === 'SIGINT') return undefined;
  const { name, at } = manager;
  const deaf = factList('package-managers', 'two-signals', undefined, at);
  if (deaf.state !== 'known' || !deaf.value.includes(name)) return unmeasured(name, signal, [at]);
  return behindInit || steps[0] !== manager
    ? { outcome: 'killed', because: `${name} dies of ${signal} and passes it to nobody`, decidedBy: [at] }
    : { outcome: 'ignored', because: `${name} listens for SIGTERM and SIGINT alone`, decidedBy: [at] };
}

function unmeasured(wrapper: string, signal: string, decidedBy: readonly [Location, ...Location[]]): Result {
  const text = `nobody has measured what ${wrapper} does with ${signal}`;
  return { outcome: 'unknown', because: text, reason: { kind: 'no-default', text, at: decidedBy[0] }, decidedBy };
}

export function deliverSignal(question: DeliveryQuestion): SignalDelivery {
  const { container, image, chain } = question;
  const sent = stopSignal(container.stopSignal, image);
  const result = withSignal(settle(question, sent.name), sent.name);
  return {
    outcome: result.outcome,
    firstProcess: isFirstProcess(question),
    signal: result.signal ?? otherSignal(chain) ?? sent.name,
    chain: chain.steps.map(({ text, at }) => ({ text, at })),
    because: result.because,
    decidedBy: result.decidedBy,
    ...killedBy(chain),
    ...(result.reason === undefined ? {} : { reason: result.reason }),
  };
}

/** How long a supervisor waits for a program that it has told to stop. */
function killedBy({ steps }: CommandChain): Pick<SignalDelivery, 'killedAfter'> {
  const step = steps.findLast(({ kills }) => kills !== undefined);
  if (step?.kills === undefined) return {};
  if ('usualAt' in step.kills) {
    const usual = factDuration('package-managers', 'supervisord-stop-wait', undefined, step.kills.usualAt);
    const isDefault = usual.state === 'known' && usual.origin.kind === 'default';
    return { killedAfter: isDefault ? known(usual.value, { ...usual.origin, label: 'supervisord default' }) : usual };
  }
  const { text, at } = step.kills;
  const reading = readDuration(text, 'integer-seconds');
  return {
    killedAfter: reading.ok
      ? known(finite(reading.length), written(at, text))
      : unknown({ kind: 'invalid', text: `stopwaitsecs is ${JSON.stringify(text)}`, at }),
  };
}
/** A supervisor sends a signal of its own, also where what stands in front of it is not known. */
function otherSignal(chain: CommandChain): string | undefined {
  const program = chain.steps.findLast(({ kills }) => kills !== undefined);
  const usual = program && factText('package-managers', 'supervisord-stop-signal', undefined, program.at);
  if (program?.sends !== undefined) return signalName(program.sends.text);
  if (usual?.state === 'known') return usual.value;
  const supervisor = chain.steps.find((each) => each.kind === 'supervisor' && each.name === 'pm2-runtime');
  const sends = supervisor && factText('pm2', 'stop-signal', undefined, supervisor.at);
  return sends?.state === 'known' ? sends.value : undefined;
}

/** They start what they run themselves, and are no part of it. */
const managers: ReadonlySet<string> = new Set(['systemd', 'pm2']);

/** They send the signal to all that their programs have started, and end when the last of it has ended. */
const signalsAll: ReadonlySet<string> = new Set(['concurrently']);

/** An unknown shell is tried as each of its possibilities; only what all agree on is said. */
function settle(question: DeliveryQuestion, signal: string): Result {
  const { chain, shell } = question;
  if (chain.steps.length === 0) {
    const reason = chain.unresolved ?? {
      kind: 'not-in-scan',
      text: 'nothing says what the container starts',
      at: question.container.at,
    };
    return { outcome: 'unknown', because: reason.text, reason, decidedBy: [] };
  }
  const stoppedBy = question.container.managed?.stoppedBy;
  if (stoppedBy !== undefined) {
    const { text, at } = stoppedBy;
    const because = `${text} decides how the service is stopped`;
    return { outcome: 'unknown', because, reason: { kind: 'unsupported-syntax', text: because, at }, decidedBy: [at] };
  }
  if (chain.openStart !== undefined) {
    return {
      outcome: 'unknown',
      because: chain.openStart.text,
      reason: chain.openStart,
      decidedBy: [chain.openStart.at],
    };
  }
  // Whatever stands in front of the server, the signal does not go through it.
  if (question.container.managed?.signals === 'all') return end(chain);
  const behindInit = question.shareProcessNamespace || question.container.managed !== undefined;
  const deaf = throughDeafManager(chain, signal, behindInit);
  if (deaf !== undefined) return deaf;
  if (shell.state === 'known') return walk(chain, 0, behindInit, shell);
  const shells: readonly Shell[] = shell.candidates?.map((each) => each.value) ?? ['dash', 'busybox', 'bash'];
  const results = shells.map((each) => walk(chain, 0, behindInit, known(each, written(shell.reason.at))));
  const first = results[0];
  if (first !== undefined && results.every((each) => each.outcome === first.outcome && each.because === first.because))
    return first;
  const same = first !== undefined && results.every((each) => each.outcome === first.outcome);
  if (same && first.outcome !== 'unknown') return first;
  const text = `what reaches the server depends on the shell in front of it: ${shell.reason.text}`;
  const settleIt = shell.reason.settle ?? 'Start the server itself in exec form, so that no shell stands in between.';
  const reason: UnknownReason = { kind: shell.reason.kind, text, settle: settleIt, at: shell.reason.at };
  return { outcome: 'unknown', because: text, reason, decidedBy: [shell.reason.at] };
}

function walk(chain: CommandChain, index: number, behindInit: boolean, shell: Setting<Shell>): Result {
  const step = chain.steps[index];
  if (step === undefined) return end(chain);
  const further = (): Result => walk(chain, index + 1, behindInit, shell);
  switch (step.kind) {
    case 'program':
      return chain.steps[index + 1] === undefined ? end(chain) : further();
    case 'init': {
      if (managers.has(step.name)) return walk(chain, index + 1, true, shell);
      const habit = ask(step.name, step, shell, behindInit);
      return habit.outcome === 'delivered' ? walk(chain, index + 1, true, shell) : habit;
    }
    case 'shell':
    case 'script':
      return throughShell(chain, index, behindInit, shell);
    case 'package-manager':
      return throughManager(chain, index, behindInit, shell);
    case 'supervisor': {
      const habit = ask(step.name, step, shell, behindInit);
      if (habit.outcome !== 'delivered') return habit;
      // Whatever stands in between has it as well, and the end is waited for.
      if (signalsAll.has(step.name)) return { ...end(chain), because: habit.because };
      const behind = walk(chain, index + 1, true, shell);
      // The signal gets past the shell, and the end of the shell is the end of the program.
      return step.name === 'supervisord group' && behind.outcome === 'killed' ? { ...behind, outcome: 'cut' } : behind;
    }
  }
}

/** The end of the chain: the server itself, or the place where we lost sight of it. */
function end(chain: CommandChain): Result {
  const last = chain.steps.at(-1);
  if (last?.kind !== 'program') {
    const reason = chain.unresolved ?? {
      kind: 'not-in-scan',
      text: 'what comes last is not in the scan',
      at: last?.at ?? nowhere,
    };
    return { outcome: 'unknown', because: reason.text, reason, decidedBy: [] };
  }
  const first = chain.steps[0];
  const because =
    chain.steps.length === 1 ? `${last.name} is started directly` : `${first?.text ?? last.name} passes it on`;
  return { outcome: 'delivered', because, decidedBy: [last.at] };
}
const nowhere: Location = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

function throughShell(chain: CommandChain, index: number, behindInit: boolean, shell: Setting<Shell>): Result {
  const step = chain.steps[index];
  if (step === undefined) return end(chain);
  if (step.hands === undefined) {
    const reason = chain.unresolved ?? {
      kind: 'not-in-scan',
      text: `what ${step.text} does is not in the scan`,
      at: step.at,
    };
    return { outcome: 'unknown', because: reason.text, reason, decidedBy: [step.at] };
  }
  const own: Setting<Shell> = step.shell === undefined ? shell : known(step.shell, written(step.at));
  if (step.hands === 'stays' && step.traps !== undefined && step.traps.length > 0) {
    const text = `${step.text} handles the signal itself (${step.traps[0]?.text ?? 'trap'})`;
    const at = step.traps[0]?.at ?? step.at;
    return { outcome: 'unknown', because: text, reason: { kind: 'unsupported-syntax', text, at }, decidedBy: [at] };
  }
  const redirected = step.redirected === true && step.hands === 'last' && own.state === 'known' && own.value === 'bash';
  const name = redirected ? 'sh -c redirected' : step.name;
  // Measured with the shell as PID 1; behind an init a shell that stays dies of the signal, whatever made it stay.
  const habit = ask(redirected && behindInit ? 'sh -c compound' : name, step, own, behindInit);
  return habit.outcome === 'delivered' ? walk(chain, index + 1, behindInit, shell) : habit;
}

/** What a package manager does depends on whether the shell it starts stays between it and the server. */
function throughManager(chain: CommandChain, index: number, behindInit: boolean, shell: Setting<Shell>): Result {
  const step = chain.steps[index];
  if (step === undefined) return end(chain);
  const below = chain.steps[index + 1];
  const hands = below?.kind === 'shell' ? below.hands : undefined;
  // A script that says `exec`, or that is no shell line at all, leaves no shell in between: as where the shell execs by itself.
  const effective: Setting<Shell> =
    hands === 'stays'
      ? known<Shell>('dash', written(step.at))
      : hands === 'exec'
        ? known<Shell>('busybox', written(step.at))
        : shell;
  const habit = ask(step.name, step, effective, behindInit);
  if (habit.outcome !== 'delivered') {
    const compound = hands === 'stays' && shell.state === 'known' && shell.value !== 'dash';
    return compound
      ? { ...habit, because: `the shell that ${step.name} starts stays in front of the server, and ${habit.because}` }
      : habit;
  }
  return walk(chain, below?.kind === 'shell' ? index + 2 : index + 1, true, shell);
}

function ask(wrapper: string, step: ChainStep, shell: Setting<Shell>, behindInit: boolean): Result {
  const habit = signalHabit({ wrapper, shell, version: step.version, behindInit }, step.at);
  if (habit.state === 'unknown') {
    const settled = step.version?.state === 'unknown' ? unknown(step.version.reason) : habit;
    const reason = settled.state === 'unknown' && habit.candidates !== undefined ? settled.reason : habit.reason;
    return { outcome: 'unknown', because: reason.text, reason, decidedBy: [step.at] };
  }
  const places = [
    step.at,
    ...(usesShell(wrapper) && shell.state === 'known' && shell.origin.kind === 'default'
      ? [shell.origin.impliedBy]
      : []),
  ];
  const other = wrapper === 'pm2-runtime' ? factText('pm2', 'stop-signal', undefined, step.at) : undefined;
  return {
    outcome: habit.value.outcome,
    because: habit.value.because,
    wrapper,
    decidedBy: places,
    ...(other?.state === 'known' ? { signal: other.value } : {}),
  };
}
const usesShell = (wrapper: string): boolean =>
  !/^(?:tini|dumb-init|docker-init|exec|script|pm2-runtime)$/.test(wrapper);
