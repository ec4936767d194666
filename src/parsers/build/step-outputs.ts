// What commands of a workflow write for the steps and jobs behind them, by the names under which these ask for it:
// https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-output-parameter
import { readShell } from '../../model/shell.js';
import { settleWith } from '../kit/docker-build.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';

type Values = ReadonlyMap<string, string>;

/** `steps.build.outputs.image` of the steps of one job. What only shows while it runs stays a variable of that name. */
export function stepOutputs(reader: NodeReader, steps: readonly YamlNode[]): Values {
  const found = new Map<string, string>();
  for (const step of steps) {
    const id = reader.string(step, 'id');
    const text = reader.string(step, 'run');
    if (id === undefined || text === undefined || !/GITHUB_OUTPUT|set-output/.test(text)) continue;
    const settle = settleWith(new Map([...Object.entries(reader.stringMap(step, 'env')), ...assignedIn(text)]));
    for (const [key, value] of writtenIn(text)) {
      const name = `steps.${id}.outputs.${key}`;
      const settled = settle(value).replaceAll(/\$\([^()\n]*\)|`[^`\n]*`/g, `\${${name}}`);
      if (!found.has(name) && !/\s/.test(settled)) found.set(name, settled);
    }
  }
  return found;
}

/** `needs.build.outputs.image` of all jobs. */
export function jobOutputs(reader: NodeReader, jobs: readonly (readonly [name: string, job: YamlNode])[]): Values {
  return new Map(
    jobs.flatMap(([name, job]) => {
      const outputs = Object.entries(reader.stringMap(job, 'outputs'));
      if (outputs.length === 0) return [];
      const settle = settleWith(
        new Map([...Object.entries(reader.stringMap(job, 'env')), ...stepOutputs(reader, items(job, 'steps'))]),
      );
      return outputs.map(([key, value]): [string, string] => [`needs.${name}.outputs.${key}`, settle(value).trim()]);
    }),
  );
}

/** `echo "image=shop:1" >> $GITHUB_OUTPUT`, alone or in a group, and `echo "::set-output name=image::shop:1"`. */
function* writtenIn(text: string): Iterable<readonly [key: string, value: string]> {
  const isGrouped = /^[ \t]*\}[ \t]*>>/m.test(text);
  for (const line of text.split('\n')) {
    const old = /::set-output name=([\w-]+)::([^"'\n]*)/.exec(line);
    if (old?.[1] !== undefined && old[2] !== undefined) yield [old[1], old[2].trim()];
    if (!isGrouped && !line.includes('GITHUB_OUTPUT')) continue;
    const said = /^[ \t]*(?:echo|printf)[ \t]+["']?([\w-]+)=([^"'\n]*)/.exec(line);
    if (said?.[1] !== undefined && said[2] !== undefined) yield [said[1], (said[2].split('>>')[0] ?? '').trim()];
  }
}

/** Variables that the commands set once, to what is written there. */
function assignedIn(text: string): Values {
  const set = new Map<string, string | undefined>();
  for (const { words, assignments } of readShell(text).commands) {
    if (words.length > 0 && words[0]?.text !== 'export') continue;
    for (const { name, value, list, appends } of assignments) {
      const isPlain = list === undefined && appends === undefined && !/\$\(|`/.test(value.text);
      set.set(name, isPlain && !set.has(name) ? value.text : undefined);
    }
  }
  return new Map([...set].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
