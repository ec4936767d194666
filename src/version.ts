// The version of this package, written in by the build.
import packageJson from '../package.json' with { type: 'json' };

export const version: string = packageJson.version;

/** Names the sources that the bundle was made of; the build puts it in place. */
declare const hoplintBuild: string | undefined;
export const build: string | undefined = typeof hoplintBuild === 'string' ? hoplintBuild : undefined;
