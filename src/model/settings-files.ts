// How a fact names the settings files of a program.

/** In front of the path of one that is compiled into the binary: `//go:embed defaults.yaml`. */
export const embedded = 'embed:';
