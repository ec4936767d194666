// How long a preStop hook really holds termination back: what it sleeps, if it can run in this image at all.
import { imageRow } from '../../knowledge/lookup.js';
import type { Shell } from '../../knowledge/schema-programs.js';
import { type Milliseconds, milliseconds, seconds, sumOf } from '../../model/duration.js';
import type { ContainerFact, PreStopFact, ScriptFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { pointAt } from '../../model/location.js';
import { derived, finite, known, type Setting, type UnknownKind, unknown, written } from '../../model/setting.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { type Environment, emptyEnvironment, evaluate } from '../names/evaluate.js';
import type { EffectiveImage } from './effective-image.js';

export interface HookQuestion {
  readonly container: ContainerFact;
  readonly shell: Setting<Shell>;
  readonly image?: EffectiveImage;
  /** The variables of the container. */
  readonly environment?: Environment;
  /** A script of the repository that stands at this path of the image. */
  readonly scriptAt?: (path: string) => ScriptFact | undefined;
  /** The pod is meant for Windows nodes, whose programs have the same names and other habits. */
  readonly windows?: boolean;
}

const none = finite(milliseconds(0));

export function preStopDelay(question: HookQuestion): Setting {
  const hook = question.container.preStop;
  if (hook === undefined || hook.handler === 'none') {
    return known(none, derived(hook?.at ?? question.container.at, 'no preStop hook', []));
  }
  switch (hook.handler) {
    case 'sleep':
      return nativeSleep(hook, question);
    case 'http':
      return open(
        hook,
        'dynamic',
        `its preStop hook asks the application at ${hook.path?.text ?? '/'}, which decides how long it takes to answer`,
      );
    case 'tcp':
      // A TCP hook was never implemented by the kubelet.
      return known(none, derived(hook.at, 'a tcpSocket hook does nothing', []));
    case 'exec':
      return execDelay(hook, question);
  }
}

function open(hook: PreStopFact, kind: UnknownKind, text: string): Setting {
  return unknown({ kind, text, settle: 'Use a sleep of a fixed length in the hook.', at: hook.at });
}

function nativeSleep(hook: PreStopFact, { environment = emptyEnvironment }: HookQuestion): Setting {
  if (hook.sleep === undefined) return open(hook, 'no-default', 'its preStop sleep names no seconds');
  const value = evaluate(hook.sleep, environment);
  if (value.state === 'unknown') return unknown(value.reason);
  const count = Number(value.value);
  return Number.isFinite(count)
    ? known(finite(seconds(count)), value.origin)
    : open(hook, 'invalid', `${String(value.value)} is no number of seconds`);
}

function execDelay(hook: PreStopFact, question: HookQuestion): Setting {
  const words = hook.command ?? [];
  const [program = '', ...rest] = words;
  const name = baseNameOf(program);
  const missing = wholeLine(program) ?? missingProgram(name, question);
  if (missing !== undefined) return known(none, derived(hook.at, missing, []));
  if (name === 'sleep') return sleepOf(rest, hook, question);
  if (/^timeout(?:\.exe)?$/i.test(name)) return timeoutDelay(rest, hook, question);
  if (/^(?:ba|da|a|z)?sh$/.test(name)) {
    const option = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
    if (option >= 0) return lineDelay(rest[option + 1] ?? '', hook, question);
    const script = rest.find((word) => !word.startsWith('-'));
    const delay = script === undefined ? undefined : scriptDelay(script, hook, question);
    if (delay !== undefined) return delay;
    return open(
      hook,
      'dynamic',
      `its preStop hook runs the script ${rest.at(-1) ?? program}, whose length hoplint cannot tell`,
    );
  }
  const python = /time\.sleep\(\s*(\d+(?:\.\d+)?)\s*\)/.exec(rest.join(' '))?.[1];
  if (python !== undefined) return known(finite(seconds(Number(python))), written(hook.at, words.join(' ')));
  const wait = /^node(?:js)?$/.test(name) ? timerOf(rest) : undefined;
  if (wait !== undefined) return known(finite(milliseconds(wait)), written(hook.at, words.join(' ')));
  if (isInstant(name)) return known(none, derived(hook.at, `${name} does not wait`, []));
  return (
    scriptDelay(program, hook, question) ??
    open(hook, 'dynamic', `its preStop hook runs ${program}, whose length hoplint cannot tell`)
  );
}
/** No shell takes the words of a hook apart. */
function wholeLine(program: string): string | undefined {
  return /^[\w./-]+ [^{}$]*$/.test(program)
    ? `no shell takes the words of a hook apart, so "${program}" is looked for as one program and the hook fails at once`
    : undefined;
}
/** `node -e "setTimeout(() => {}, 10000)"`, for images without a shell: one timer that does nothing, or ends the process. */
function timerOf(words: readonly string[]): number | undefined {
  const [option = '', source = '', ...more] = words;
  if (!/^(?:-e|--eval)$/.test(option) || more.length > 0) return undefined;
  const idle = /(?:\(\)=>\{\}|function\(\)\{\}|\(\)=>process\.exit\(0?\)|process\.exit)/.source;
  const timer = new RegExp(`^setTimeout\\(${idle},(\\d[\\d_]*)\\);?$`).exec(source.replaceAll(/\s+/g, ''));
  return timer?.[1] === undefined ? undefined : Number(timer[1].replaceAll('_', ''));
}
/** On Windows it waits; elsewhere it limits the command that follows, and without one it fails. */
function timeoutDelay(words: readonly string[], hook: PreStopFact, { windows = false }: HookQuestion): Setting {
  const [length, command] = words.filter((word) => !/^[-/]/.test(word));
  if (length !== undefined && command === undefined && /^\d+$/.test(length)) {
    return windows || words.some((word) => /^\/t$/i.test(word))
      ? known(finite(seconds(Number(length))), written(hook.at, `timeout ${length}`))
      : known(
          none,
          derived(
            hook.at,
            `timeout ${length} waits on Windows only and fails at once on Linux, where it wants a command`,
            [],
          ),
        );
  }
  return open(hook, 'dynamic', `its preStop hook runs ${command ?? 'timeout'}, whose length hoplint cannot tell`);
}
/** What a script of ours sleeps; the place is the script's. */
function scriptDelay(path: string, hook: PreStopFact, question: HookQuestion): Setting | undefined {
  const script = question.scriptAt?.(path);
  if (script?.text === undefined || !/^(?:ba|da|a|z)?sh$/.test(script.interpreter)) return undefined;
  const lines = script.text.split('\n');
  const sleeping = lines.findIndex((line) => /\bsleep\b/.test(line.replace(/#.*/s, '')));
  const at = pointAt(script.at.file, sleeping + 1);
  const delay = lineDelay(script.text, hook, question);
  if (delay.state === 'unknown') return delay;
  return known(delay.value, sleeping < 0 ? derived(hook.at, `${path} does not wait`, []) : written(at, path));
}

/** Why the hook's program cannot run in the image; undefined when it can, or when nobody knows. */
function missingProgram(name: string, { shell, image }: HookQuestion): string | undefined {
  if (shell.state === 'unknown') return undefined;
  const isShell = /^(?:ba|da|a|z)?sh$/.test(name);
  const isFetcher = name === 'curl' || name === 'wget';
  if (shell.value === 'none' && (isShell || isFetcher || name === 'sleep'))
    return isCopiedIn(name, image) ? undefined : `the image has no ${name}, so the hook fails at once`;
  if (isFetcher && image?.base !== undefined && imageRow(image.base.text)?.lacks?.includes(name) === true) {
    const isInstalled = image.stages.some(({ runs }) => runs.some(({ text }) => text.split(/[^\w-]+/).includes(name)));
    return isInstalled || isCopiedIn(name, image) ? undefined : `the image has no ${name}, so the hook fails at once`;
  }
  if (name === 'bash' && shell.value === 'busybox') {
    const installed =
      image === undefined ||
      image.stages.length === 0 ||
      image.stages.some((stage) => stage.runs.some((run) => /\bbash\b/.test(run.text)));
    return installed ? undefined : 'the image has no bash, so the hook fails at once';
  }
  return undefined;
}

/** A binary may have been copied in, alone or with the folder of a whole system: then it is there, whatever the base image is. */
function isCopiedIn(name: string, image: EffectiveImage | undefined): boolean {
  const named = new RegExp(`(?:^|/)(?:${name}|busybox)(?:$|[/-])`);
  return (image?.stages ?? []).some(({ copies }) =>
    copies.some(
      ({ from, sources, target }) =>
        [...sources, target].some((path) => named.test(path)) ||
        (from !== undefined && sources.some((path) => /^\/(?:usr\/?)?(?:local\/?)?(?:bin\/?)?$/.test(path))),
    ),
  );
}

function lineDelay(line: string, hook: PreStopFact, question: HookQuestion): Setting {
  const { commands, complete } = readShell(line);
  const looping = commands.find((command) => command.depth > 0);
  if (!complete || looping !== undefined) {
    return open(
      hook,
      'dynamic',
      'its preStop hook waits in a loop or under a condition, whose length hoplint cannot tell',
    );
  }
  // What runs in the background holds nothing back.
  const run = commands.filter((command) => command.words.length > 0 && command.before !== '&');
  const missing = run.find((command) => missingProgram(programOf(command), question) !== undefined);
  const sleeps = run.filter(isSleep);
  const isOneChain = run.every(({ after }, place) => place === 0 || after === '&&');
  if (sleeps.length === 0 || (isOneChain && missing !== undefined && missing === run[0])) {
    const slow =
      sleeps.length > 0 ? undefined : run.find((command) => command !== missing && !isInstant(programOf(command)));
    if (slow !== undefined)
      return open(hook, 'dynamic', `its preStop hook runs ${programOf(slow)}, whose length hoplint cannot tell`);
    const why = missing === undefined ? undefined : missingProgram(programOf(missing), question);
    return known(none, derived(hook.at, why ?? 'the hook does not wait', []));
  }
  // Only what comes after a failed or conditional command may be skipped.
  const uncertain = sleeps.find((command) => command.after === '||');
  if (uncertain !== undefined) return open(hook, 'dynamic', 'its preStop hook sleeps only when another command fails');
  const lengths = sleeps.map((command) =>
    sleepOf(
      command.words.slice(1).map((word) => word.text),
      hook,
      question,
    ),
  );
  const unread = lengths.find((each) => each.state === 'unknown');
  if (unread !== undefined) return unread;
  const [only, ...more] = lengths;
  if (only?.state === 'known' && only.origin.kind === 'derived' && more.length === 0) return only;
  const total = lengths.map(
    (each): Milliseconds =>
      each.state === 'known' && each.value.kind === 'finite'
        ? each.value.length
        : milliseconds(Number.POSITIVE_INFINITY),
  );
  return known(finite(sumOf(...total)), written(hook.at, line));
}
const programOf = (command: ShellCommand): string => {
  const word = command.words[0]?.text ?? '';
  return baseNameOf(word);
};
const isSleep = (command: ShellCommand): boolean => programOf(command) === 'sleep';
/** Sends a signal or writes a file; waits for nothing. */
const isInstant = (name: string): boolean =>
  /^(?:kill|killall|pkill|echo|printf|touch|rm|true|:|exit|cd|mkdir|export|date|exec|set|nginx)$/.test(name);

/** GNU and busybox: numbers with s, m, h or d, added up. */
function sleepOf(
  words: readonly string[],
  hook: PreStopFact,
  { environment = emptyEnvironment }: HookQuestion,
): Setting {
  let total = milliseconds(0);
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const reference = /^\$\{?(\w+)(?::?-([^}]*))?\}?$|^\$\((\w+)\)$/.exec(word);
    const variable = reference?.[1] ?? reference?.[3];
    const value = variable === undefined ? undefined : environment.variable(variable);
    const text =
      variable === undefined
        ? word
        : value?.state === 'known'
          ? value.value
          : value === undefined
            ? (reference?.[2] ?? word)
            : word;
    const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
    if (match?.[1] === undefined) {
      if (/^inf/.test(text)) return known({ kind: 'unbounded' }, written(hook.at, `sleep ${text}`));
      return open(hook, 'dynamic', `its preStop hook sleeps for ${text}, which hoplint cannot settle`);
    }
    total = sumOf(total, seconds(Number(match[1]) * (factors[match[2] ?? ''] ?? 1)));
  }
  const text = (hook.command ?? []).join(' ');
  return words.length === 0
    ? known(none, derived(hook.at, 'sleep without a length fails at once', []))
    : known(finite(total), written(hook.at, text));
}
const factors: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
