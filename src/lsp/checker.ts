// When folders are checked: one at a time, soon after the last change, and again when something changed meanwhile.
import type { Workspace } from './workspace.js';

/** Keystrokes closer together than this are checked once. */
const quietTime = 15;

export class Checker {
  readonly #check: (workspace: Workspace) => Promise<void>;
  readonly #dirty = new Set<Workspace>();
  #waiting: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  /** `check` never rejects. */
  constructor(check: (workspace: Workspace) => Promise<void>) {
    this.#check = check;
  }

  soon(...workspaces: readonly Workspace[]): void {
    for (const workspace of workspaces) this.#dirty.add(workspace);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.now(), quietTime);
  }
  now(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#running = this.#running.then(async () => {
      const todo = [...this.#dirty];
      this.#dirty.clear();
      for (const workspace of todo) await this.#check(workspace);
    });
    return this.#running;
  }
  /** Until every change so far has been checked. */
  settled(): Promise<void> {
    return this.#dirty.size > 0 ? this.now() : this.#running;
  }
}
