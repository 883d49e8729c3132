import { isPlain, own, type Plain } from './plain.js';

/** How the file of an environment is laid over the file of `base`. */
export type Merge = (below: Plain, above: Plain) => Plain;

/** A key above replaces the whole key below: one catalog entry is never mixed from two files. */
export const replaceKeys: Merge = (below, above) =>
  Object.fromEntries([...Object.entries(below), ...Object.entries(above)]);

/** Mappings merge at every depth; everything else, lists included, replaces what is below. */
export const mergeDeep: Merge = (below, above) => {
  const merged = Object.entries(above).map(([key, value]): [string, unknown] => {
    const under = own(below, key);
    return [key, isPlain(under) && isPlain(value) ? mergeDeep(under, value) : value];
  });
  return Object.fromEntries([...Object.entries(below), ...merged]);
};
