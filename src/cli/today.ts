/** YYYY-MM-DD in UTC, for suppressions that end. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
