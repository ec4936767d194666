// Which platform a file is for, by its path.

export const isFly = (path: string): boolean => /(?:^|\/)fly(?:[._-][\w-]+)?\.toml$/.test(path);
export const isAppSpec = (path: string): boolean => /(?:^|\/)\.do\/[\w.-]+\.ya?ml$/.test(path);
export const isBeanstalk = (path: string): boolean => /(?:^|\/)\.ebextensions\/[^/]+\.config$/.test(path);
export const isContainerApp = (name: string): boolean => /container-?app/i.test(name);
/** `cf push` takes any name with -f; what the platform is called, or `manifest`, is in most of them. */
export const isPushManifest = (path: string): boolean =>
  /\.ya?ml$/.test(path) && /manifest|(?:^|[-_./])(?:p?cf|cloud[-_.]?(?:foundry|gov)|paas)(?=[-_./])/i.test(path);
