// Lines of a configuration that are nothing but a mark of a template: `${LISTENERS}`, whole directives once it is filled in.

/** Whether a directive of this name stands for others that something else writes there. */
export const isHole = (name: string): boolean => /^(?:[$@%<]|\{\{|__)/.test(name);

/** Whether a word holds a mark that something else replaces: `__TIMEOUT__`, `@PORT@`, `%%HOST%%`, `<TIMEOUT>`, `{{ port }}`, `READ_TIMEOUT`. */
export const holdsHole = (word: string): boolean =>
  /__[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__|@[A-Za-z_]\w*@|%[A-Z_]+%|<[A-Za-z_]\w*>|\{\{|\[\[|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(
    word,
  );
