// Containers of which the files say that they start no server of the repository, although its source is what their image is built from.
import { imageRow } from '../../../knowledge/lookup.js';
import type { ContainerFact, WorkloadFact } from '../../../model/facts.js';
import { baseNameOf, isWithin } from '../../../model/file-paths.js';
import type { EffectiveImage } from '../effective-image.js';
import type { CommandChain } from './chain.js';

export function startsNothing(
  workload: WorkloadFact,
  container: ContainerFact,
  image: EffectiveImage,
  chain: CommandChain,
): boolean {
  return (
    runsJobOfItsOwn(workload, container, chain) ||
    startsOnlyLanguage(container, image, chain) ||
    isBuiltUnseen(container, image, chain) ||
    runsUnseenScript(image, chain) ||
    endsWithATool(chain) ||
    onlyRests(chain)
  );
}

/** A job that is told what to run (`yarn graphile-worker --schema-only`), and that is no file of ours: it does its work and ends. */
function runsJobOfItsOwn({ workloadKind }: WorkloadFact, { command }: ContainerFact, { entry }: CommandChain): boolean {
  const isJob = workloadKind === 'Job' || workloadKind === 'CronJob';
  return isJob && command !== undefined && entry?.file === undefined && entry?.language !== 'go';
}

/** `npm run migrate` where that is `knex migrate:latest`: what the command comes to changes a database or tests something, and ends. */
function endsWithATool({ entry, steps }: CommandChain): boolean {
  const last = steps.at(-1);
  if (last?.kind !== 'program' || entry?.file !== undefined) return false;
  const [program = '', task = ''] = last.text.split(/\s+/, 2);
  const name = baseNameOf(program);
  return tools.has(name) || (name === 'prisma' && /^(?:migrate|db|generate)$/.test(task));
}
const tools: ReadonlySet<string> = new Set([
  'knex',
  'sequelize',
  'sequelize-cli',
  'typeorm',
  'drizzle-kit',
  'node-pg-migrate',
  'db-migrate',
  'migrate-mongo',
  'graphile-migrate',
  'mikro-orm',
  'jest',
  'mocha',
  'cypress',
  'tsc',
  'eslint',
]);

/** `sleep infinity`, `tail -f /dev/null`: a person starts what he works on in there. */
const onlyRests = ({ steps }: CommandChain): boolean => {
  const last = steps.at(-1);
  return last?.kind === 'program' && /^(?:\S*\/)?(?:sleep inf(?:inity)?|tail -[fF] \/dev\/null)$/.test(last.text);
};

/** Images of a language start a shell or a prompt; a Dockerfile that adds neither ENTRYPOINT nor CMD is for tools. */
function startsOnlyLanguage(
  { command, args }: ContainerFact,
  { base, baseOpen, stages, source }: EffectiveImage,
  chain: CommandChain,
): boolean {
  if (command !== undefined || args !== undefined || chain.steps.length > 0 || source?.file !== undefined) return false;
  if (stages.length === 0 || base === undefined || baseOpen || /onbuild/.test(base.text)) return false;
  const runtime = imageRow(base.text)?.runtime;
  return runtime !== undefined && languages.has(runtime);
}
const languages: ReadonlySet<string> = new Set(['node', 'go', 'bun', 'deno']);

/** Its Dockerfile is not in the scan, so that only what its command names, inside the folder it is built from, is known to run. */
function isBuiltUnseen({ build }: ContainerFact, { source }: EffectiveImage, { entry }: CommandChain): boolean {
  if (build === undefined || source === undefined || source.dockerfile !== undefined) return false;
  if (entry?.file !== undefined || entry?.command !== undefined) return false;
  return entry === undefined || !isWithin(entry.directory ?? source.context, source.context);
}

/** An image of a language with the folder of the repository mounted: its command alone says what runs, and ends at a script that nobody sees. */
function runsUnseenScript({ stages, source }: EffectiveImage, { entry, steps }: CommandChain): boolean {
  const isMounted = source !== undefined && source.dockerfile === undefined && stages.length === 0;
  return isMounted && entry === undefined && steps.at(-1)?.kind === 'script';
}
