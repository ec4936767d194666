// The version of this package, written in by the build.
import packageJson from '../package.json' with { type: 'json' };

export const version: string = packageJson.version;
