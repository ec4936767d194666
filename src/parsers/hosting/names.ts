// Which platform a file is for, by its path.

export const isFly = (path: string): boolean => /(?:^|\/)fly(?:[._-][\w-]+)?\.toml$/.test(path);
export const isAppSpec = (path: string): boolean => /(?:^|\/)\.do\/[\w.-]+\.ya?ml$/.test(path);
export const isBeanstalk = (path: string): boolean => /(?:^|\/)\.ebextensions\/[^/]+\.config$/.test(path);
export const isContainerApp = (name: string): boolean => /container-?app/i.test(name);
