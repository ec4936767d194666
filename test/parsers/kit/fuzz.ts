// How much the property tests try: the same few cases everywhere, or FUZZ_RUNS random ones by command.
export function fuzz(runs: number): { numRuns: number; seed?: number } {
  const asked = process.env['FUZZ_RUNS'];
  return asked === undefined ? { numRuns: runs, seed: 20_261_122 } : { numRuns: Number(asked) };
}
