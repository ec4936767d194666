// A stop signal that ends at a shell or a package manager never reaches the server, or reaches it too late.
import {
  answeringWorkloads,
  defineRule,
  drainedBefore,
  mainPath,
  reachServer,
  type ServedWorkload,
  type Severity,
  show,
  showPlace,
  type Verdict,
  written,
} from './kit/index.js';

/** Its handler would have ended it well: what is lost is lost to the wrapper alone. */
const wouldHandle = ({ container }: ServedWorkload): boolean =>
  container.serverCandidates.some((each) => each.shutdown.handled === 'yes');

/** It gets the signal and has no handler: what ends a moment later takes nothing along. */
const diesAnyway = ({ container: { delivery, serverCandidates } }: ServedWorkload): boolean =>
  delivery.outcome === 'cut' &&
  serverCandidates.length > 0 &&
  serverCandidates.every(({ shutdown }) => shutdown.handled === 'no');

function consequence(served: ServedWorkload): { readonly says: string; readonly severity: Severity } {
  const { outcome, signal } = served.container.delivery;
  switch (outcome) {
    case 'killed': {
      const drained = drainedBefore(served.workload);
      return drained === undefined
        ? { says: `every request in flight is cut on ${signal}`, severity: 'error' }
        : {
            says: `what is still in flight after ${show(drained)} of draining is cut on ${signal}`,
            severity: 'warning',
          };
    }
    case 'cut':
      return {
        says: `the ${served.container.fact.managed === undefined ? 'container' : 'service'} ends while the server is still finishing its requests`,
        severity: wouldHandle(served) ? 'error' : 'warning',
      };
    default:
      return {
        says: `the server never learns of ${signal} and is killed with what it is answering when the grace period ends`,
        severity: wouldHandle(served) ? 'error' : 'warning',
      };
  }
}

type Step = ServedWorkload['container']['delivery']['chain'][number];
const isInit = ({ text }: Step): boolean =>
  /^(?:tini|dumb-init|docker-init|systemd|the init of|(?:\/[\w./-]*\/)?supervisord)\b/.test(text);
/** What a person would call the start: an init in front passes everything on, and is not what matters. */
const startOf = (chain: readonly Step[]): Step | undefined => chain.find((step) => !isInit(step)) ?? chain[0];
function showStart(chain: readonly Step[]): string {
  const [first] = chain;
  const start = startOf(chain);
  if (first === undefined || start === undefined) return 'its image says';
  const behind = first === start ? '' : ` behind ${first.text}`;
  return `"${start.text}"${behind} (${showPlace(start.at)})`;
}

/** Which of the ways to start it without a go-between fits what stands there. */
function directly({
  container: { delivery, server, fact },
  workload: {
    fact: { platform },
  },
}: ServedWorkload): string {
  if (fact.managed !== undefined)
    return 'Start the server itself in ExecStart, or leave KillMode at control-group, which lets every process of the service have the signal.';
  const { chain, decidedBy } = delivery;
  if (platform === 'hosted' && fact.image === undefined && fact.build === undefined)
    return 'Let the command that the platform starts be the server itself, such as node server.js, without a package manager or a script in front of it.';
  const place = decidedBy[0]?.file ?? '';
  const first = startOf(chain)?.text ?? '';
  if (chain.some(({ text }) => runsSeveral.test(text)))
    return 'Start the server itself, in exec form, and what runs beside it in a container of its own; what has to run first belongs before it: CMD ["sh", "-c", "npm run migrate && exec node server.js"].';
  const [manager] = /^(?:npm|npx|yarn|pnpm|bun)\b/.exec(first) ?? [];
  if (manager !== undefined)
    return `Start the server without ${manager}, in exec form, as its script does: CMD ["node", "server.js"].`;
  if (/\.(?:sh|bash)$/.test(place))
    return 'Put exec before the command that starts the server, the last of the script.';
  if (/^(?:\/bin\/)?(?:ba|da|a)?sh -c/.test(first)) {
    const list =
      fact.command === undefined ? 'CMD or ENTRYPOINT in exec form' : 'the command as a list without a shell';
    return `Write ${list}, such as ${exampleFor(server, chain.at(-1)?.text ?? '')}; where the shell is needed, put exec before its last command.`;
  }
  return 'Start the server itself as the first process: the exec form of CMD and ENTRYPOINT, `exec` before the last command of a script, and no package manager in between.';
}

const runsSeveral = /^(?:\S*\/)?(?:run-[ps]|npm-run-all2?)(?: |$)/;

/** The exec form of what is started, where its words are the program's own. */
function exampleFor(server: ServedWorkload['container']['server'], command: string): string {
  const words = command.split(' ');
  switch (server?.fact.language) {
    case 'go':
      return '["/app/server"]';
    case 'python':
    case 'ruby':
      return /["'$]/.test(command) ? `["${words[0]}", …]` : `[${words.map((word) => `"${word}"`).join(', ')}]`;
    default:
      return '["node", "server.js"]';
  }
}

const startsWhatItsBaseDoes = ({ imageFiles, delivery, fact }: ServedWorkload['container']): boolean =>
  imageFiles.length > 0 && fact.command === undefined && delivery.outcome === 'unknown' && delivery.chain.length === 0;

export default defineRule<ServedWorkload>({
  id: 'sigterm-undelivered',
  severity: 'error',
  summary: 'The stop signal reaches the server, and nothing ends before it',
  cause: 'graceful-shutdown',
  reads: ['container.delivery', 'container.shell', 'drain.deregistrationDelay'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      const { container } = served;
      // What an image from elsewhere starts is its maker's business, also where a Dockerfile only adds files to it.
      if (startsWhatItsBaseDoes(container) || diesAnyway(served)) continue;
      const ours =
        container.sourceLink !== undefined || container.imageFiles.length > 0 || container.fact.command !== undefined;
      if (ours && container.thirdParty !== true) yield served;
    }
  },
  requires({ container }): Verdict {
    const { outcome, reason, because, decidedBy } = container.delivery;
    const at = decidedBy[0] ?? container.at;
    if (outcome !== 'unknown') return { holds: outcome === 'delivered' ? 'yes' : 'no', because: [written(at)] };
    return { holds: 'unknown', because: [reason ?? { kind: 'not-in-scan', text: because, at }] };
  },
  tell(served) {
    const { workload, container } = served;
    const { chain, because, decidedBy } = container.delivery;
    const at = decidedBy[0] ?? container.at;
    const path = mainPath(workload);
    const { says, severity } = consequence(served);
    const shell = container.shell;
    return {
      message: `${workload.title} is started as ${showStart(chain)}, and ${because}, so ${says}.`,
      help: directly(served),
      at,
      related: [
        ...decidedBy.slice(1).map((location) => ({
          message: shell.state === 'known' ? `/bin/sh is ${shell.value} here` : 'this decides',
          location,
        })),
        ...chain.slice(1).map((step) => ({ message: `then "${step.text}"`, location: step.at })),
        { message: `${workload.title} runs it`, location: container.at },
      ],
      key: [at.file, ...chain.map((step) => step.text)],
      remedies: reachServer(workload, container),
      severity,
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload, container }) => ({
    name: `delivery of ${container.delivery.signal} to ${workload.title}`,
    at: container.delivery.decidedBy[0] ?? container.at,
    of: workload.fact,
  }),
});
