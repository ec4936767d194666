// What every statement of the knowledge table rests on.

export interface Evidence {
  /** Address of the page that says so. */
  readonly source: string;
  /** Last day a person (or a run) checked it, YYYY-MM-DD. */
  readonly checked: string;
}
