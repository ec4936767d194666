// What the names of folders and files say of the environment that they are meant for.

const production = /(?:^|[._/-])(?:prod(?:uction)?|prd|live)(?=[._/-])/i;
const developers =
  /(?:^|[._/-])(?:dev(?:el(?:op(?:ment)?)?)?|local(?:host)?|debug|tests?|testing|e2e|ci|minikube|kind|k3[sd]|sandbox)(?=[._/-])/i;
const before =
  /(?:^|[._/-])(?:stag(?:e|ing)|stg|qa|uat|int(?:egration)?|acc(?:eptance)?|pre-?prod(?:uction)?|preview|demo)(?=[._/-])/i;
const example = /(?:^|[._/-])(?:examples?|samples?)(?=[._/-])/i;

/** What the path of a values file or an overlay says of the installation it is meant for. */
export const isForProduction = (path: string): boolean => production.test(path) && !developers.test(path);
export const isForDevelopers = (path: string): boolean => developers.test(path) && !production.test(path);
/** Before production, or only to show it: where nothing else is known, production may be something else. */
export const isBeforeProduction = (path: string): boolean =>
  isForDevelopers(path) || before.test(path) || example.test(path);
/** Somebody may install it there, from wherever that is done. */
export const isEnvironment = (path: string): boolean => production.test(path) || before.test(path);

/** Of words that people read: production first, developers last. */
export function environmentRank(words: string): number {
  const path = `${words.replaceAll(/[^\w.-]+/g, '/')}/`;
  if (isForDevelopers(path)) return 2;
  return isForProduction(path) && !before.test(path) ? 0 : 1;
}
