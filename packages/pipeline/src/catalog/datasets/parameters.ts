import { didYouMean } from '@pintle/core';
import type { Dataset, Params } from '@pintle/hookspecs';
import { deepFreeze, isPlain, own } from '../../config/plain.js';
import { copyData } from '../copy.js';
import { fault } from '../fault.js';

const WHOLE = 'parameters';
const PART = 'params:';

/** Whether a dataset name reads parameters: `parameters`, or `params:` and a dotted name. */
export function isParameterName(name: string): boolean {
  return name === WHOLE || name.startsWith(PART);
}

/** The parameters of one run as datasets. */
export interface Parameters {
  /** Whether there is a parameter for this dataset name. */
  has(name: string): boolean;
  /** Loads the parameter of this dataset name; saving to it is an error. What it loads is frozen at every depth. */
  dataset(name: string): Dataset;
}

/** Copies and freezes parameters, so that no node can change them for another. */
export function createParameters(params: Params): Parameters {
  const frozen = deepFreeze(copyData(params));
  const find = (name: string): { found: boolean; value: unknown; hint: string | undefined } => {
    let value: unknown = frozen;
    let path = '';
    for (const key of name === WHOLE ? [] : name.slice(PART.length).split('.')) {
      if (!isPlain(value) || !Object.hasOwn(value, key)) {
        const known = isPlain(value) ? Object.keys(value) : [];
        return {
          found: false,
          value: undefined,
          hint: didYouMean(
            `${path}${key}`,
            known.map((other) => `${path}${other}`),
          ),
        };
      }
      value = own(value, key);
      path += `${key}.`;
    }
    return { found: true, value, hint: undefined };
  };
  return {
    has: (name) => find(name).found,
    dataset: (name) => ({
      type: 'parameters',
      load() {
        const { found, value, hint } = find(name);
        if (found) return value;
        throw fault('DATASET_PARAMETER_UNKNOWN', `there is no parameter "${name.slice(PART.length)}".`, {
          hint: hint ?? 'Parameters are in parameters.yml and --params.',
        });
      },
      save() {
        throw fault('DATASET_READ_ONLY', 'parameters cannot be saved.', { hint: 'Give the output another name.' });
      },
      exists: () => find(name).found,
    }),
  };
}
