// What sets a machine up when it starts for the first time, as its cloud takes it: a script, a configuration of cloud-init, or several parts.
import type { WorkloadFact } from '../../model/facts.js';
import { LineIndex } from '../kit/text.js';
import type { WrittenText } from '../parser.js';
import { readCloudConfig } from './cloud-config.js';
import { startedBy } from './started.js';
import { writtenFiles } from './written-files.js';

export interface MachineSetup {
  /** Files that it writes there. */
  readonly written: readonly WrittenText[];
  /** What it leaves running. */
  readonly started: readonly WorkloadFact[];
}

/** More parts, and longer texts, are nothing that a person wrote. */
const most = 20;
const longest = 256 * 1024;

/** Places are those of the text, in a file of this name. */
export function readMachineSetup(path: string, text: string): MachineSetup {
  const parts = text.length > longest ? [] : partsOf(text);
  const read = parts.map((part) => (isCloudConfig(part) ? readCloudConfig(path, part) : readScript(path, part)));
  return { written: read.flatMap((each) => each.written), started: read.flatMap((each) => each.started) };
}

const isCloudConfig = (text: string): boolean => /^\s*(?:#[^\n]*\n\s*)?#cloud-config\b/.test(text);

function readScript(path: string, text: string): MachineSetup {
  // Settings of an operating system for containers, and scripts of another shell.
  if (/^\s*(?:<powershell>|\[settings|#ps1)/.test(text)) return { written: [], started: [] };
  const lines = new LineIndex(text);
  return {
    written: writtenFiles(path, text),
    started: startedBy(text, (start, end) => lines.location(path, start, end)),
  };
}

// ---------------------------------------------------------------- several parts

/**
 * Each with as many line breaks in front as lines stand above it.
 * https://docs.cloud-init.io/en/latest/explanation/format.html#mime-multi-part-archive
 */
function partsOf(text: string): readonly string[] {
  const boundary = /multipart\/mixed;\s{0,4}boundary="?([^"\s]{1,70})/i.exec(text.slice(0, 2000))?.[1];
  if (boundary === undefined) return [text];
  const lines = text.split('\n');
  const marks = lines.flatMap((line, index) => (line.trim().startsWith(`--${boundary}`) ? [index] : []));
  return marks.slice(0, most).flatMap((mark, index): readonly string[] => {
    const end = marks[index + 1];
    const empty = mark + lines.slice(mark, end).findIndex((line) => line.trim() === '');
    if (end === undefined || empty < mark) return [];
    const head = lines.slice(mark + 1, empty).join('\n');
    if (/^content-transfer-encoding:\s*base64/im.test(head) || !/text\/(?:x-shellscript|cloud-config)/i.test(head))
      return [];
    return [`${'\n'.repeat(empty + 1)}${lines.slice(empty + 1, end).join('\n')}`];
  });
}
