// Quick fixes from the fix engine, and an ignore comment with a reason to fill in.
import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Fix } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { rangeOf } from './ranges.js';

export interface ActionSurroundings {
  readonly uriOf: (file: string) => string;
  /** As it was when the findings were made. */
  readonly textOf: (file: string) => string | undefined;
}

export interface AskedActions {
  readonly file: string;
  readonly range: Range;
  readonly context: CodeActionContext;
}

/** The findings that the question is about. */
export function askedFindings(
  findings: readonly Finding[],
  { file, range, context }: AskedActions,
): readonly Finding[] {
  if (context.only !== undefined && !context.only.some(coversQuickFixes)) return [];
  return findings.filter(
    (finding) =>
      finding.suppressed === undefined &&
      // Some editors ask with a range alone, or lose what was sent along with a diagnostic.
      (context.diagnostics.some((each) => isAbout(each, finding, file)) ||
        placesOf(finding).some((at) => at.file === file && touches(at, range))),
  );
}

/** `findings`: those that were asked for, with their fixes. */
export function codeActions(
  findings: readonly Finding[],
  { file, range, context }: AskedActions,
  surroundings: ActionSurroundings,
): readonly CodeAction[] {
  return findings.flatMap((finding) => {
    const own = context.diagnostics.filter((each) => isAbout(each, finding, file));
    const place = placesOf(finding).find((at) => at.file === file && touches(at, range));
    const diagnostics = own.length === 0 ? {} : { diagnostics: own };
    const fixes = finding.fixes.map(
      (fix): CodeAction => ({
        title: fix.safe ? fix.title : `${fix.title} (to be reviewed)`,
        kind: CodeActionKind.QuickFix,
        ...diagnostics,
        isPreferred: fix.safe,
        edit: workspaceEdit(fix, surroundings),
      }),
    );
    const ignore = ignoreAction(finding, place ?? placesOf(finding).find((at) => at.file === file), surroundings);
    return ignore === undefined ? fixes : [...fixes, { ...ignore, ...diagnostics }];
  });
}
function coversQuickFixes(kind: string): boolean {
  return kind === '' || kind === CodeActionKind.QuickFix;
}
function isAbout({ data, code, range }: Diagnostic, finding: Finding, file: string): boolean {
  if (typeof data === 'object' && data !== null && 'fingerprint' in data)
    return data.fingerprint === finding.fingerprint;
  return code === finding.ruleId && placesOf(finding).some((at) => at.file === file && touches(at, range));
}
function placesOf(finding: Finding): readonly Location[] {
  return [finding.location, ...finding.related.map((each) => each.location)];
}
/** Lines are what people point at. */
function touches(at: Location, range: Range): boolean {
  return at.line - 1 <= range.end.line && at.endLine - 1 >= range.start.line;
}
function workspaceEdit(fix: Fix, { uriOf }: ActionSurroundings): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of fix.edits) {
    const uri = uriOf(edit.location.file);
    const list = changes[uri] ?? [];
    list.push({ range: rangeOf(edit.location), newText: edit.newText });
    changes[uri] = list;
  }
  return { changes };
}

/** The line comment of the language; JSON has none. */
function commentMark(file: string): string | undefined {
  if (/\.([cm]?[jt]sx?|go)$/.test(file)) return '//';
  if (/\.json$/.test(file)) return undefined;
  return '#';
}
/** Any place of a finding takes it; the one the user is looking at comes first. */
function ignoreAction(
  finding: Finding,
  at: Location | undefined,
  { uriOf, textOf }: ActionSurroundings,
): CodeAction | undefined {
  const { file, line } = at ?? finding.location;
  const mark = commentMark(file);
  if (mark === undefined) return undefined;
  const indent = /^\s*/.exec(textOf(file)?.split(/\r?\n/)[line - 1] ?? '')?.[0] ?? '';
  return {
    title: `Ignore ${finding.ruleId} here, with a reason`,
    kind: CodeActionKind.QuickFix,
    edit: {
      changes: {
        [uriOf(file)]: [
          {
            range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } },
            newText: `${indent}${mark} hoplint-ignore ${finding.ruleId} -- say why\n`,
          },
        ],
      },
    },
  };
}
