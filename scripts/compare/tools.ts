// The linters hoplint is compared with: how each is asked about some files, and what it reported, as `check on object`.
import { spawnSync } from 'node:child_process';

export interface Tool {
  readonly name: string;
  /** Its program, found on PATH. */
  readonly command: string;
  /** Which files it reads. */
  readonly reads: 'manifests' | 'nginx';
  /** What it says about the files, in the folder they are in; undefined where it could not be run. */
  readonly ask: (files: readonly string[], cwd: string) => readonly string[] | undefined;
}

/** Milliseconds. One that needs longer for a handful of files is taken for stuck. */
const longest = 20_000;
/** Its answer as JSON; linters end with a status of their own when they found something. */
function answerOf(command: string, args: readonly string[], cwd: string): unknown {
  const { stdout, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: longest, maxBuffer: 2 ** 28 });
  if (error !== undefined || stdout.trim() === '') return undefined;
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

interface KubeLinterAnswer {
  readonly Reports:
    | readonly {
        readonly Check: string;
        readonly Object: {
          readonly K8sObject: { readonly Name: string; readonly GroupVersionKind: { readonly Kind: string } };
        };
      }[]
    | null;
}
const askKubeLinter =
  (options: readonly string[]): Tool['ask'] =>
  (files, cwd) => {
    const answer = answerOf('kube-linter', ['lint', '--format', 'json', ...options, ...files], cwd) as
      | KubeLinterAnswer
      | undefined;
    return (answer === undefined ? undefined : (answer.Reports ?? []))?.map(
      ({ Check, Object: { K8sObject } }) => `${Check} on ${K8sObject.GroupVersionKind.Kind}/${K8sObject.Name}`,
    );
  };

interface KubeScoreObject {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}
/** Below 10 something was to complain about. */
const perfect = 10;
/** Checks that are off unless named, as `kube-score list` prints them. */
function optionalChecks(): readonly string[] {
  const { stdout } = spawnSync('kube-score', ['list'], { encoding: 'utf8', timeout: longest });
  return (stdout ?? '').split('\n').flatMap((row) => {
    const columns = row.split(',');
    return columns.at(-1)?.trim() === 'optional' && columns[0] !== undefined ? [columns[0]] : [];
  });
}
const askKubeScore =
  (options: () => readonly string[]): Tool['ask'] =>
  (files, cwd) => {
    const answer = answerOf('kube-score', ['score', '-o', 'json', ...options(), ...files], cwd) as
      | readonly KubeScoreObject[]
      | undefined;
    return answer?.flatMap(({ object_name: name, checks }) =>
      checks
        .filter(({ grade, skipped }) => !skipped && grade < perfect)
        .flatMap(({ check, comments }) =>
          (comments ?? []).map(({ path, summary }) => `${check.id} on ${name} ${path} ${summary}`),
        ),
    );
  };

interface KubeconformAnswer {
  readonly resources:
    | readonly { readonly kind: string; readonly name: string; readonly status: string; readonly msg: string }[]
    | null;
}
const askKubeconform =
  (schemas: string | undefined): Tool['ask'] =>
  (files, cwd) => {
    const places = schemas === undefined ? [] : ['-schema-location', schemas];
    const args = ['-output', 'json', '-strict', '-ignore-missing-schemas', ...places, ...files];
    const answer = answerOf('kubeconform', args, cwd) as KubeconformAnswer | undefined;
    if (answer === undefined) return undefined;
    const resources = answer.resources ?? [];
    if (resources.some(({ msg }) => msg.includes('failed downloading schema'))) return undefined;
    return resources
      .filter(({ status }) => status === 'statusInvalid')
      .map(({ kind, name, msg }) => `invalid on ${kind}/${name}: ${msg}`);
  };

interface CheckovResult {
  readonly results?: {
    readonly failed_checks?: readonly {
      readonly check_id: string;
      readonly resource: string;
      readonly file_path: string;
    }[];
  };
}
const askCheckov: Tool['ask'] = (files, cwd) => {
  const args = ['--framework', 'kubernetes', '--compact', '--quiet', '--skip-download', '-o', 'json'];
  const answer = answerOf('checkov', [...args, ...files.flatMap((file) => ['-f', file])], cwd) as
    | CheckovResult
    | readonly CheckovResult[]
    | undefined;
  if (answer === undefined) return undefined;
  const results = Array.isArray(answer) ? answer : [answer];
  return (results as readonly CheckovResult[]).flatMap(({ results: each }) =>
    (each?.failed_checks ?? []).map(({ check_id: id, resource }) => `${id} on ${resource}`),
  );
};

interface GixyIssue {
  readonly plugin: string;
  readonly summary: string;
  readonly reason: string;
}
const askGixy: Tool['ask'] = (files, cwd) => {
  const answers = files.map((file) => answerOf('gixy', ['-f', 'json', file], cwd) as readonly GixyIssue[] | undefined);
  return answers.includes(undefined)
    ? undefined
    : answers.flatMap((issues) =>
        (issues ?? []).map(({ plugin, summary, reason }) => `${plugin} ${summary} ${reason}`),
      );
};

export function tools(schemas: string | undefined): readonly Tool[] {
  return [
    { name: 'kube-linter', command: 'kube-linter', reads: 'manifests', ask: askKubeLinter([]) },
    {
      name: 'kube-linter, all checks but schema-validation',
      command: 'kube-linter',
      reads: 'manifests',
      // That one downloads schemas, and waits for each where it cannot; kubeconform is asked about them.
      ask: askKubeLinter(['--add-all-built-in', '--exclude', 'schema-validation']),
    },
    { name: 'kube-score', command: 'kube-score', reads: 'manifests', ask: askKubeScore(() => []) },
    {
      name: 'kube-score, all checks',
      command: 'kube-score',
      reads: 'manifests',
      ask: askKubeScore(() => optionalChecks().flatMap((id) => ['--enable-optional-test', id])),
    },
    { name: 'kubeconform -strict', command: 'kubeconform', reads: 'manifests', ask: askKubeconform(schemas) },
    { name: 'checkov', command: 'checkov', reads: 'manifests', ask: askCheckov },
    { name: 'gixy', command: 'gixy', reads: 'nginx', ask: askGixy },
  ];
}
