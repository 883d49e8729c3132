import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);

/** The library that reads YAML, loaded at first use: it has half as many files as this package. */
export function yamlLibrary(): typeof Yaml {
  return require('yaml') as typeof Yaml;
}
