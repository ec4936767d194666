// Which packages hold settings that a file of another package may fill: not those of libraries, about which nobody asks.
import { splitMajor } from './file.js';
import { bareListeners, frameworks, standardLibrary } from './shapes.js';
import type { Values } from './values/values.js';

export const settingsName = /conf|cfg|opt|setting|param/i;
/** Of `k8s.io` the libraries by name: whole programs, such as the dashboard, live there too. */
const wellKnown =
  /^(?:github\.com\/(?:spf13|urfave|sirupsen|rs|prometheus|soheilhy)|go\.uber\.org|google\.golang\.org|golang\.org|k8s\.io\/(?:api|apiextensions-apiserver|apimachinery|apiserver|cli-runtime|client-go|component-base|component-helpers|klog|kube-aggregator|kube-openapi|metrics|utils)|sigs\.k8s\.io\/(?:controller-runtime|yaml))(?:\/|$)/;
/** Nobody asks what is passed to a package that is not part of the scan. */
export function isLibrary(path: string): boolean {
  if (standardLibrary.test(path) || wellKnown.test(path)) return true;
  const { base } = splitMajor(path);
  return (
    frameworks.some((each) => each.constructors.some((name) => name.startsWith(`${base}.`))) ||
    bareListenerPackages.has(base)
  );
}
const bareListenerPackages: ReadonlySet<string> = new Set(
  [...bareListeners.keys()].map((name) => name.slice(0, name.lastIndexOf('.'))),
);
/** The package that declares a struct of settings; undefined for structs of this file's own package. */
export function settingsPackage({ scope }: Values, type: string): string | undefined {
  const dot = type.lastIndexOf('.');
  if (dot <= 0 || !settingsName.test(type.slice(dot))) return undefined;
  const path = [...scope.file.imports.values()].find((each) => each.base === type.slice(0, dot))?.path;
  return path === undefined || isLibrary(path) ? undefined : path;
}
