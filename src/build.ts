// Names the sources that a bundle was made of; the build puts it in place.
declare const hoplintBuild: string | undefined;

/** Undefined where the sources run as they are. */
export const build: string | undefined = typeof hoplintBuild === 'string' ? hoplintBuild : undefined;
