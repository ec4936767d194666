// Goes through the text of a shell word by word: quotes, expansions, brackets, and the texts that stand below a line.

export interface ShellWord {
  /** Quotes taken off; expansions stay as written. */
  readonly text: string;
  /** Holds `$x`, a command substitution or an unquoted wildcard: the shell decides what it becomes. */
  readonly expands: boolean;
  readonly start: number;
  readonly end: number;
}

export class ShellCursor {
  protected readonly text: string;
  protected at = 0;
  /** False once a quote or a bracket is left open. */
  protected complete = true;
  protected heredocs: { readonly name: string; readonly tabs: boolean }[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** The texts that the last line announced stand behind it. */
  protected skipHeredocs(): void {
    for (const { name, tabs } of this.heredocs) {
      for (;;) {
        if (this.at >= this.text.length) {
          this.complete = false;
          break;
        }
        const lineBreak = this.text.indexOf('\n', this.at);
        const end = lineBreak < 0 ? this.text.length : lineBreak;
        const line = this.text.slice(this.at, end).replace(/\r$/, '');
        this.at = lineBreak < 0 ? end : end + 1;
        if ((tabs ? line.replace(/^\t+/, '') : line) === name) break;
      }
    }
    this.heredocs = [];
  }

  protected readWord(): ShellWord {
    let out = '';
    let expands = false;
    const start = this.at;
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (/[\s;&|<>()]/.test(char)) break;
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1);
        if (next !== '\n') out += next;
        this.at += 2;
      } else if (char === "'") {
        const end = this.text.indexOf("'", this.at + 1);
        if (end < 0) this.complete = false;
        out += this.text.slice(this.at + 1, end < 0 ? this.text.length : end);
        this.at = end < 0 ? this.text.length : end + 1;
      } else if (char === '"') {
        const inner = this.#doubleQuoted();
        out += inner.text;
        expands ||= inner.expands;
      } else if (char === '$' || char === '`') {
        const start = this.at;
        expands = this.#expansion() || expands;
        out += this.text.slice(start, this.at);
      } else {
        if (char === '*' || char === '?') expands = true;
        out += char;
        this.at++;
      }
    }
    this.at = Math.min(this.at, this.text.length);
    return { text: out, expands, start, end: this.at };
  }

  #doubleQuoted(): Pick<ShellWord, 'text' | 'expands'> {
    let out = '';
    let expands = false;
    this.at++;
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (char === '"') {
        this.at++;
        return { text: out, expands };
      }
      if (char === '\\') {
        const next = this.text.charAt(this.at + 1);
        out += '"\\$`\n'.includes(next) ? (next === '\n' ? '' : next) : `\\${next}`;
        this.at += 2;
      } else if (char === '$' || char === '`') {
        const start = this.at;
        expands = this.#expansion() || expands;
        out += this.text.slice(start, this.at);
      } else {
        out += char;
        this.at++;
      }
    }
    this.complete = false;
    return { text: out, expands };
  }

  /** Steps over `$x`, `${…}`, `$(…)`, backquotes; false for a lone dollar. */
  #expansion(): boolean {
    if (this.text.charAt(this.at) === '`') {
      const end = this.text.indexOf('`', this.at + 1);
      if (end < 0) this.complete = false;
      this.at = end < 0 ? this.text.length : end + 1;
      return true;
    }
    const next = this.text.charAt(this.at + 1);
    if (next === '(' || next === '{') {
      this.at++;
      this.skipBrackets();
      return true;
    }
    const name = /^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(this.text.slice(this.at, this.at + 256))?.[0];
    this.at += name?.length ?? 1;
    return name !== undefined;
  }

  /** Steps over a bracket and all it holds. */
  protected skipBrackets(): void {
    const pairs: Readonly<Record<string, string>> = { '(': ')', '{': '}' };
    const closers: string[] = [];
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at++);
      const closer = pairs[char];
      if (char === '\\') this.at++;
      else if (char === "'" && closers.at(-1) === ')') {
        const end = this.text.indexOf("'", this.at);
        this.at = end < 0 ? this.text.length : end + 1;
      } else if (closer !== undefined) closers.push(closer);
      else if (char === closers.at(-1)) closers.pop();
      if (closers.length === 0) return;
    }
    this.complete = false;
  }
}
