// Runs the Action as a runner does: its bundle alone, inputs and event by environment; and reads its log as the runner reads it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folders: string[] = [];
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-action-'));
  folders.push(folder);
  return folder;
}
export function removeActions(): void {
  afterAll(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

/** The action's folder as a runner downloads it, without anything installed; `build` makes the bundle, else the committed one is taken. */
export async function installedAction(build?: (folder: string) => Promise<void>): Promise<string> {
  const folder = temporary();
  if (build === undefined) copyCommitted('action', folder);
  else await build(join(folder, 'action'));
  cpSync(join(root, 'rules-docs'), join(folder, 'rules-docs'), { recursive: true });
  return folder;
}

/** A runner downloads what git knows, and nothing else. */
function copyCommitted(path: string, folder: string): void {
  const { stdout } = spawnSync('git', ['ls-files', '-z', path], { cwd: root, encoding: 'utf8' });
  for (const file of stdout.split('\0').filter((each) => each !== '')) cpSync(join(root, file), join(folder, file));
}

export interface ActionRun {
  readonly action: string;
  readonly workspace: string;
  readonly node?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Name and payload of the event. */
  readonly event?: readonly [name: string, payload: unknown];
  readonly env?: Readonly<Record<string, string>>;
}
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}
export interface ActionResult {
  readonly code: number | null;
  readonly log: string;
  readonly commands: readonly Command[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

const defaults = {
  paths: '.',
  config: '',
  profile: '',
  'fail-on': 'error',
  'sarif-file': '',
  annotations: 'true',
  summary: 'true',
  base: '',
};

export function runAction({
  action,
  workspace,
  node = process.execPath,
  inputs = {},
  event,
  env: more = {},
}: ActionRun): ActionResult {
  const state = temporary();
  const file = (name: string, text = ''): string => {
    writeFileSync(join(state, name), text);
    return join(state, name);
  };
  const [name, payload] = event ?? ['workflow_dispatch', {}];
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: state,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    ...more,
  };
  for (const [key, value] of Object.entries({ ...defaults, ...inputs })) env[`INPUT_${key.toUpperCase()}`] = value;
  const ran = spawnSync(node, [join(action, 'action/dist/index.cjs')], { cwd: workspace, env, encoding: 'utf8' });
  const log = `${ran.stdout}${ran.stderr}`;
  return {
    code: ran.status,
    log,
    commands: log.split(/\r\n|\n|\r/).flatMap(commandOf),
    outputs: outputsOf(readFileSync(join(state, 'output'), 'utf8')),
    summary: existsSync(join(state, 'summary')) ? readFileSync(join(state, 'summary'), 'utf8') : '',
  };
}

/** What the runner would take for a command: `::name …::data` after white space, or `##[name …]data` anywhere. */
function commandOf(line: string): readonly Command[] {
  const modern = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line);
  const old = /##\[([^\] ]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
  const [, name, properties = '', text = ''] = modern ?? old ?? [];
  if (name === undefined) return [];
  const pairs = properties.split(',').flatMap((each): readonly (readonly [string, string])[] => {
    const at = each.indexOf('=');
    return at < 0 ? [] : [[each.slice(0, at).trim(), plain(each.slice(at + 1))]];
  });
  return [{ name, properties: Object.fromEntries(pairs), text: plain(text) }];
}
function plain(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
}
/** `name<<delimiter`, the value, the delimiter. */
function outputsOf(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(.+)\n((?:.|\n)*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}
