// Turns what infrastructure files say into load balancers, target groups and workloads, before anything else is linked.
import type { Fact, FileFacts } from '../../model/facts.js';
import { answerFacts } from './aws-answers.js';
import { cdkFacts, readsProgram } from './cdk/program.js';
import { WrittenOut } from './cdk/written-out.js';
import { cloudformationFacts } from './cloudformation.js';
import { heldTexts, isOfBlock } from './kubernetes/resources.js';
import { terraformFacts } from './terraform.js';

/**
 * Replaces the `infrastructure` facts by proxies, target groups and workloads, each in the file where a person would edit it: values of
 * a plan or state win over the configuration, and stand where the configuration writes them when it is in the scan.
 */
export function settleInfrastructure(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = files.flatMap((file) => file.facts.filter((fact) => fact.kind === 'infrastructure'));
  const programs = files.flatMap((file) => file.facts.filter((fact) => fact.kind === 'program'));
  if (facts.length === 0) return files;
  const held = heldTexts(files);
  const writtenOut = new WrittenOut(facts, programs);
  const constructs = facts.filter((fact) => fact.language === 'cdk' && !writtenOut.holds(fact.module));
  const made = [
    ...terraformFacts(
      facts.filter((fact) => fact.language === 'terraform'),
      held,
    ),
    ...cloudformationFacts(facts.filter((fact) => fact.language === 'cloudformation')),
    ...cdkFacts(constructs, programs),
    ...answerFacts(facts.filter((fact) => fact.language === 'aws-cli')),
  ];
  const byFile = new Map<string, Fact[]>();
  for (const { file, fact } of made) {
    const list = byFile.get(file);
    if (list === undefined) byFile.set(file, [fact]);
    else list.push(fact);
  }
  const known = new Set(files.map(({ file }) => file));
  // A template that nobody reads by itself is the place of what it says filled in.
  const others = [...byFile].filter(([file]) => file !== '' && !known.has(file));
  const isSettled = (fact: Fact): boolean =>
    fact.kind === 'infrastructure' ||
    isOfBlock(fact) ||
    (fact.kind === 'program' && (writtenOut.holds(fact.at.file) || readsProgram(fact, constructs)));
  const settled = files.map((file) => {
    const added = byFile.get(file.file) ?? [];
    const kept = file.facts.filter((fact) => !isSettled(fact));
    return added.length === 0 && kept.length === file.facts.length ? file : { ...file, facts: [...kept, ...added] };
  });
  return [...settled, ...others.map(([file, facts]): FileFacts => ({ file, facts, problems: [], suppressions: [] }))];
}
