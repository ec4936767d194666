// Changes to how a workload stops and starts: its grace period, its preStop hook, its readiness probe.
import { perObject } from '../knowledge/memo.js';
import { formatDuration, type Milliseconds } from '../model/duration.js';
import type { Change } from '../model/remedy.js';
import type { Model, Workload } from '../model/topology.js';
import { showVersions } from '../model/version-text.js';
import type { Half } from './half.js';
import {
  appendKeys,
  childMap,
  entryAt,
  type Lines,
  mapAt,
  openManifest,
  prependKeys,
  replaceKeys,
} from './manifest.js';
import type { FileTexts } from './open-file.js';
import { rewriteSource } from './set-time.js';

export function setGrace(
  { workload, length }: Extract<Change, { do: 'set-grace' }>,
  texts: FileTexts,
): Half | undefined {
  const title = `Raise the grace period of ${workload.title} to ${formatDuration(length)}`;
  const { grace, fact } = workload;
  if (grace.state === 'unknown' || grace.value.kind !== 'finite') return undefined;
  if (grace.origin.kind !== 'default') return rewriteSource(title, grace.origin, grace.value.length, length, texts);
  if (fact.platform === 'compose') return addStopGrace(title, workload, length, texts);
  if (fact.platform !== 'kubernetes' || !fact.complete) return undefined;
  const manifest = openManifest(texts, fact.podSpecAt.file);
  const map = manifest === undefined ? undefined : mapAt(manifest, fact.podSpecAt);
  if (manifest === undefined || map?.entries.some((entry) => entry.key.text === 'containers') !== true)
    return undefined;
  const edit = prependKeys(manifest.file, map, [`terminationGracePeriodSeconds: ${Math.ceil(length / 1000)}`]);
  return edit === undefined ? undefined : { title, safe: true, edits: [edit] };
}

function addStopGrace(title: string, { at }: Workload, length: Milliseconds, texts: FileTexts): Half | undefined {
  const manifest = openManifest(texts, at.file);
  const place = manifest === undefined ? undefined : entryAt(manifest, manifest.file.start(at));
  const service = place?.map.entries[place.index]?.value;
  if (manifest === undefined || service?.kind !== 'map' || manifest.file.text[service.start] === '{') return undefined;
  const edit = appendKeys(manifest.file, service, [`stop_grace_period: ${Math.ceil(length / 1000)}s`]);
  return edit === undefined ? undefined : { title, safe: true, edits: [edit] };
}

export function addPreStop(
  { container, length }: Extract<Change, { do: 'add-pre-stop' }>,
  model: Model,
  texts: FileTexts,
): Half | undefined {
  // The hook of Kubernetes' own needs nothing in the image; the command has to be there.
  const taken = nativeSleep(model);
  const hasShell = container.shell.state === 'known' && container.shell.value !== 'none';
  if (taken === 'no' && !hasShell) return undefined;
  const native = taken === 'yes' || !hasShell;
  const manifest = openManifest(texts, container.at.file);
  const map = manifest === undefined ? undefined : mapAt(manifest, container.at);
  if (manifest === undefined || map === undefined) return undefined;
  const count = Math.ceil(length / 1000);
  const hook: Lines = native
    ? ['preStop:', ['sleep:', [`seconds: ${count}`]]]
    : ['preStop:', ['exec:', [`command: ["sleep", "${count}"]`]]];
  const lifecycle = childMap(manifest.file, map, 'lifecycle');
  if (lifecycle === undefined && map.entries.some((entry) => entry.key.text === 'lifecycle')) return undefined;
  if (lifecycle?.entries.some((entry) => entry.key.text === 'preStop') === true) return undefined;
  const edit =
    lifecycle === undefined
      ? appendKeys(manifest.file, map, ['lifecycle:', hook])
      : appendKeys(manifest.file, lifecycle, hook);
  const condition = native && taken !== 'yes' ? conditionOf(model) : '';
  const title = `Add a preStop hook of ${formatDuration(length)} to container ${container.name}${condition}`;
  return edit === undefined ? undefined : { title, safe: condition === '', edits: [edit] };
}

/** The version of the cluster says so; where no file names it, another workload that has such a hook does. */
const nativeSleep = perObject(({ platform, workloads }: Model): 'yes' | 'no' | 'unknown' => {
  const available = platform.truth('prestop-sleep-available');
  if (available.state === 'known') return available.value ? 'yes' : 'no';
  return workloads.some((each) => each.containers.some(({ preStop }) => preStop?.handler === 'sleep'))
    ? 'yes'
    : 'unknown';
});
/** What a person has to know before this is applied. */
function conditionOf({ platform }: Model): string {
  const versions = platform.rows('prestop-sleep-available').find((row) => row.value === 'true')?.versions;
  return versions === undefined ? '' : ` (Kubernetes ${showVersions(versions)})`;
}

/** The whole hook is exchanged: what it ran could not run. */
export function useNativeSleep(
  { container, length }: Extract<Change, { do: 'use-native-sleep' }>,
  model: Model,
  texts: FileTexts,
): Half | undefined {
  const manifest = openManifest(texts, container.at.file);
  const map = manifest === undefined ? undefined : mapAt(manifest, container.at);
  const taken = nativeSleep(model);
  if (manifest === undefined || map === undefined || taken === 'no') return undefined;
  const lifecycle = childMap(manifest.file, map, 'lifecycle');
  const hook = lifecycle === undefined ? undefined : childMap(manifest.file, lifecycle, 'preStop');
  const edit =
    hook === undefined
      ? undefined
      : replaceKeys(manifest.file, hook, ['sleep:', [`seconds: ${Math.ceil(length / 1000)}`]]);
  const condition = taken === 'yes' ? '' : conditionOf(model);
  const title = `Let the cluster itself wait for ${formatDuration(length)} before container ${container.name} is stopped${condition}`;
  return edit === undefined ? undefined : { title, safe: condition === '', edits: [edit] };
}

/** A person has to look whether that endpoint says what readiness means. */
export function addReadiness(
  { container, path, port }: Extract<Change, { do: 'add-readiness' }>,
  texts: FileTexts,
): Half | undefined {
  const manifest = openManifest(texts, container.at.file);
  const map = manifest === undefined ? undefined : mapAt(manifest, container.at);
  if (manifest === undefined || map === undefined || !/^\/[\w./-]*$/.test(path)) return undefined;
  if (map.entries.some((entry) => entry.key.text === 'readinessProbe')) return undefined;
  const probe: Lines = ['readinessProbe:', ['httpGet:', [`path: ${path}`, `port: ${port}`]]];
  const edit = appendKeys(manifest.file, map, probe);
  const title = `Add a readiness probe on ${path} to container ${container.name}`;
  return edit === undefined ? undefined : { title, safe: false, edits: [edit] };
}
