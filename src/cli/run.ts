// Runs one command and answers with the exit code.

export async function run(_argv: readonly string[]): Promise<number> {
  process.stderr.write('Usage: hoplint [PATH...]\n');
  return 2;
}
