// The entry of the GitHub Action.
import { setFailed } from '@actions/core';
import { runAction } from './run.js';

runAction().catch((error: unknown) => {
  setFailed(`hoplint: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 3;
});
