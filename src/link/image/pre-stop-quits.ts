// A preStop hook that tells the server to stop before it sleeps: the sleep holds the pod back, and nobody answers meanwhile.
import type { PreStopFact } from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import type { PreStopQuit } from '../../model/topology.js';

export function quitBeforeSleep({ command: [program = '', ...rest] = [] }: PreStopFact): PreStopQuit | undefined {
  if (!/^(?:ba|da|a|z)?sh$/.test(baseNameOf(program))) return undefined;
  const option = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  const { commands, complete } = readShell(option < 0 ? '' : (rest[option + 1] ?? ''));
  if (!complete || commands.some(({ depth }) => depth > 0)) return undefined;
  const sleep = commands.findIndex((command) => wordsOf(command)[0] === 'sleep');
  for (const command of commands.slice(0, Math.max(sleep, 0))) {
    const words = wordsOf(command);
    const text = words.join(' ');
    // What stands behind || may never run.
    if (command.after === '||') continue;
    if (serversOwn.test(text)) return { command: text, of: 'server' };
    if (toFirstProcess.test(text)) return { command: text, of: 'first-process' };
  }
  return undefined;
}

/** These programs close their listeners at once, and end when the last request is done. */
const serversOwn =
  /^(?:nginx (?:-\S+ \S+ )?-s (?:quit|stop)|(?:apachectl|apache2ctl|httpd) (?:-k )?(?:graceful-)?stop|(?:killall|pkill) (?:-\S+ )?(?:nginx|httpd|apache2))$/;
/** What follows is up to its handler. */
const toFirstProcess = /^kill (?:-(?:SIG)?(?:QUIT|TERM|INT|3|15|2) |-s (?:SIG)?(?:QUIT|TERM|INT) )?1$/;

function wordsOf({ words }: ShellCommand): readonly string[] {
  const [first, ...rest] = words.map(({ text }) => text);
  return first === undefined ? [] : [baseNameOf(first), ...rest];
}
