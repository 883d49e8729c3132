import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The library that reads YAML, loaded at first use: it takes longer to load than all of this package. */
export function yamlLibrary(): typeof import('yaml') {
  return require('yaml') as typeof import('yaml');
}
