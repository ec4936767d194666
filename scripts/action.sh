#!/usr/bin/env bash
# The GitHub Action: inputs come as environment variables, so that none of them is ever read as a command.
set -euo pipefail

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

args=(--profile "$INPUT_PROFILE" --fail-on "$INPUT_FAIL_ON" --color never --format pretty "--format=json=$out/result.json")
if [ -n "$INPUT_CONFIG" ]; then args+=(--config "$INPUT_CONFIG"); fi
if [ -n "$INPUT_SARIF_FILE" ]; then args+=("--format=sarif=$INPUT_SARIF_FILE"); fi
if [ "$INPUT_ANNOTATIONS" = true ]; then args+=("--format=github=$out/annotations"); fi
if [ "$INPUT_SUMMARY" = true ]; then args+=("--format=markdown=$out/summary"); fi
while IFS= read -r path; do
  if [ -n "$path" ]; then args+=("$path"); fi
done <<<"$INPUT_PATHS"

# What hoplint prints of strangers' files must not be taken for workflow commands; its annotations are printed after.
token="hoplint-$RANDOM$RANDOM$RANDOM"
echo "::stop-commands::$token"
status=0
node "$HOPLINT_HOME/dist/cli/main.cjs" "${args[@]}" || status=$?
echo "::$token::"

if [ -f "$out/annotations" ]; then cat "$out/annotations"; fi
if [ -f "$out/summary" ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/summary" >>"$GITHUB_STEP_SUMMARY"; fi
if [ -f "$out/result.json" ] && [ -n "${GITHUB_OUTPUT:-}" ]; then
  node -e '
    const { summary } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const name of ["errors", "warnings", "notes"]) console.log(`${name}=${summary[name]}`);
  ' "$out/result.json" >>"$GITHUB_OUTPUT"
fi
exit "$status"
