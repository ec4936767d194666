// Quick fixes from the fix engine, and an ignore comment with a reason to fill in.
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Fix } from '../model/finding.js';
import { rangeOf } from './ranges.js';

export function codeActions(
  findings: readonly Finding[],
  diagnostics: readonly Diagnostic[],
  uriOf: (file: string) => string,
  textOf: (file: string) => string | undefined,
): readonly CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const finding = findings.find((each) => each.fingerprint === fingerprintOf(diagnostic));
    if (finding === undefined) return [];
    const fixes = finding.fixes.map(
      (fix): CodeAction => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: fix.safe,
        edit: workspaceEdit(fix, uriOf),
      }),
    );
    const ignore = ignoreAction(finding, diagnostic, uriOf, textOf);
    return ignore === undefined ? fixes : [...fixes, ignore];
  });
}
function fingerprintOf(diagnostic: Diagnostic): string | undefined {
  const data: unknown = diagnostic.data;
  return typeof data === 'object' && data !== null && 'fingerprint' in data && typeof data.fingerprint === 'string'
    ? data.fingerprint
    : undefined;
}
function workspaceEdit(fix: Fix, uriOf: (file: string) => string): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of fix.edits) {
    const uri = uriOf(edit.location.file);
    const list = changes[uri] ?? [];
    list.push({ range: rangeOf(edit.location), newText: edit.newText });
    changes[uri] = list;
  }
  return { changes };
}

/** Languages whose line comments take the ignore; JSON has none. */
function commentMark(file: string): string | undefined {
  if (/\.([cm]?[jt]sx?|go)$/.test(file)) return '//';
  if (/\.json$/.test(file)) return undefined;
  return '#';
}
function ignoreAction(
  finding: Finding,
  diagnostic: Diagnostic,
  uriOf: (file: string) => string,
  textOf: (file: string) => string | undefined,
): CodeAction | undefined {
  const { file, line } = finding.location;
  const mark = commentMark(file);
  if (mark === undefined) return undefined;
  const indent = /^\s*/.exec(textOf(file)?.split(/\r?\n/)[line - 1] ?? '')?.[0] ?? '';
  return {
    title: `Ignore ${finding.ruleId} here, with a reason`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
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
