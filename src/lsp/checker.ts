// When folders are checked: one at a time, soon after the last change, again when something changed meanwhile, and whole at rest.
import type { Workspace } from './workspace.js';

/** Keystrokes closer together than this are checked once. */
const quietTime = 15;
/** Nobody types: longer than between two keystrokes. */
const restTime = 1000;

export class Checker {
  readonly #check: (workspace: Workspace) => Promise<void>;
  readonly #rest: (workspace: Workspace) => Promise<void>;
  readonly #dirty = new Set<Workspace>();
  readonly #restless = new Set<Workspace>();
  #waiting: NodeJS.Timeout | undefined;
  #resting: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  /** Neither of them rejects. A rest is not waited for: it gives up by itself when something changes. */
  constructor(check: (workspace: Workspace) => Promise<void>, rest: (workspace: Workspace) => Promise<void>) {
    this.#check = check;
    this.#rest = rest;
  }

  soon(...workspaces: readonly Workspace[]): void {
    for (const workspace of workspaces) this.#dirty.add(workspace);
    clearTimeout(this.#resting);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.now(), quietTime);
  }
  now(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#running = this.#running.then(async () => {
      const todo = [...this.#dirty];
      this.#dirty.clear();
      for (const workspace of todo) await this.#check(workspace);
      for (const workspace of todo) this.#restless.add(workspace);
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => void this.#settleDown(), restTime).unref();
    });
    return this.#running;
  }
  async #settleDown(): Promise<void> {
    const todo = [...this.#restless];
    this.#restless.clear();
    for (const workspace of todo) await this.#rest(workspace);
  }
  /** Until every change so far has been checked. */
  settled(): Promise<void> {
    return this.#dirty.size > 0 ? this.now() : this.#running;
  }
}
