// From a remedy over the model to edits of texts: all of its changes, or none.
import { isDeepStrictEqual } from 'node:util';
import type { Fix } from '../model/finding.js';
import type { Change, Remedy } from '../model/remedy.js';
import type { Model } from '../model/topology.js';
import { execCommand, useExecForm } from './command.js';
import { moveToConfigMap } from './configmap.js';
import type { Half } from './half.js';
import { letConnectionsGo } from './let-connections-go.js';
import { keepUpstreamOpen } from './nginx.js';
import type { FileTexts } from './open-file.js';
import { rewriteText } from './rewrite-text.js';
import { setSize } from './set-size.js';
import { rewriteWritten, setTime } from './set-time.js';
import { addPreStop, addReadiness, setGrace, useNativeSleep } from './workload.js';

/** The first remedy that can be carried out whole comes first; texts that no longer say what the model says yield none. */
export async function proposeFixes(
  remedies: readonly Remedy[],
  model: Model,
  texts: FileTexts,
): Promise<readonly Fix[]> {
  const fixes: Fix[] = [];
  for (const { changes, review } of remedies) {
    const halves: Half[] = [];
    for (const change of changes) {
      const half = await halfOf(change, model, texts);
      if (half !== undefined) halves.push(half);
    }
    if (halves.length < changes.length || halves.length === 0) continue;
    const fix = joined(halves, review !== true);
    if (!fixes.some((each) => isDeepStrictEqual(each.edits, fix.edits))) fixes.push(fix);
  }
  return fixes;
}
function joined(halves: readonly Half[], safe: boolean): Fix {
  const titles = halves.map((each, index) =>
    index === 0 ? each.title : each.title.charAt(0).toLowerCase() + each.title.slice(1),
  );
  return {
    title: titles.join(' and '),
    safe: safe && halves.every((each) => each.safe),
    edits: halves.flatMap((each) => each.edits),
  };
}

async function halfOf(change: Change, model: Model, texts: FileTexts): Promise<Half | undefined> {
  switch (change.do) {
    case 'set-time':
      return setTime(change, texts);
    case 'set-size':
      return setSize(change, texts);
    case 'rewrite-length':
      return rewriteWritten(change, texts);
    case 'rewrite-text':
      return rewriteText(change, texts);
    case 'use-native-sleep':
      return useNativeSleep(change, model, texts);
    case 'keep-upstream-open':
      return keepUpstreamOpen(change.pass, texts);
    case 'set-grace':
      return setGrace(change, texts);
    case 'add-pre-stop':
      return addPreStop(change, model, texts);
    case 'add-readiness':
      return addReadiness(change, texts);
    case 'use-exec-form':
      return useExecForm(change.at, model.facts, texts);
    case 'exec-command':
      return execCommand(change.at, model.facts, texts);
    case 'let-connections-go':
      return letConnectionsGo(change.server, texts);
    case 'move-to-configmap':
      return moveToConfigMap(change.mistake, model.facts, texts);
  }
}
