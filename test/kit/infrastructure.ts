// Reads infrastructure files of a fixture, or given as text, and settles them as the linker does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settleInfrastructure } from '../../src/link/infrastructure/index.js';
import { emptyEnvironment, evaluate } from '../../src/link/names/evaluate.js';
import type { Expression } from '../../src/model/expression.js';
import type { Fact, FactKind, FactOf, FileFacts } from '../../src/model/facts.js';
import type { Origin } from '../../src/model/setting.js';
import { awsCli } from '../../src/parsers/aws-cli/index.js';
import { gitlabPipeline, makefile, workflow } from '../../src/parsers/build/index.js';
import { cloudformation, stackParameters } from '../../src/parsers/cloudformation/index.js';
import { script } from '../../src/parsers/script/index.js';
import { terraform, terraformValues } from '../../src/parsers/terraform/index.js';

const deployments = [stackParameters, script, makefile, gitlabPipeline, workflow];
const entries = [terraform, terraformValues, cloudformation, awsCli, ...deployments];

export async function parseTexts(texts: Readonly<Record<string, string>>): Promise<FileFacts[]> {
  const files: FileFacts[] = [];
  for (const [path, text] of Object.entries(texts)) {
    for (const entry of entries) {
      if (!entry.accepts(path) || !entry.gate({ path, text })) continue;
      files.push((await entry.load()).parse({ path, text }));
    }
  }
  return files;
}

export function fixtureTexts(name: string): Record<string, string> {
  const root = join(import.meta.dirname, '../../fixtures/parsers', name);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** What a scan of these files says in the end. */
export class Settled {
  readonly files: readonly FileFacts[];
  readonly #facts: readonly Fact[];

  constructor(files: readonly FileFacts[]) {
    this.files = settleInfrastructure(files);
    this.#facts = this.files.flatMap((file) => file.facts);
  }

  of<K extends FactKind>(kind: K): readonly FactOf<K>[] {
    return this.#facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
  }
  named<K extends 'proxy' | 'target-group' | 'workload'>(kind: K, name: string): FactOf<K> {
    const found = this.of(kind).find((fact) => 'name' in fact && fact.name === name);
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  }

  /** `75 @ main.tf:7 <- variables.tf:6`, or `unknown: why`, with candidates. */
  show(expression: Expression | undefined): string {
    if (expression === undefined) return 'absent';
    const bindings = new Map(
      this.of('bindings').flatMap((fact) =>
        Object.entries(fact.names).map(([name, values]) => [`${fact.owner} ${name}`, values] as const),
      ),
    );
    const setting = evaluate(expression, {
      ...emptyEnvironment,
      names: (_, name, at) => bindings.get(`${at.file.slice(0, Math.max(0, at.file.lastIndexOf('/')))} ${name}`),
    });
    if (setting.state === 'known') return `${String(setting.value)} @ ${places(setting.origin).join(' <- ')}`;
    const candidates = (setting.candidates ?? []).map((each) => String(each.value));
    return `unknown: ${setting.reason.text}${candidates.length === 0 ? '' : ` (${candidates.join(' or ')})`}`;
  }
  setting(fact: FactOf<'proxy' | 'target-group'>, name: string): string {
    return this.show(fact.settings.find((each) => each.name === name)?.value);
  }
}

function places(origin: Origin): string[] {
  const at = origin.kind === 'default' ? origin.impliedBy : origin.at;
  return [`${at.file}:${at.line}`, ...(origin.kind === 'derived' ? origin.from.flatMap(places) : [])];
}

export async function settleFixture(name: string): Promise<Settled> {
  return new Settled(await parseTexts(fixtureTexts(name)));
}
export async function settleTexts(texts: Readonly<Record<string, string>>): Promise<Settled> {
  return new Settled(await parseTexts(texts));
}
