// A crash of ours as reports show it.
import type { InternalError } from './report.js';

export function internalError(where: string, error: unknown): InternalError {
  return error instanceof Error
    ? { where, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) }
    : { where, message: String(error) };
}
