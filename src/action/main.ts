// The entry of the GitHub Action, and of the threads that read files beside it.
import { isMainThread } from 'node:worker_threads';
import { setFailed } from '@actions/core';
import { readBeside } from '../threads/reading-thread.js';
import { runAction } from './run.js';

if (!isMainThread) readBeside();
else
  runAction().catch((error: unknown) => {
    setFailed(`hoplint: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 3;
  });
