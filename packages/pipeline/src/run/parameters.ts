import type { Params } from '@pintle/hookspecs';

/** Parameters by dataset name: `parameters` is the whole, `params:a` and `params:a.b` its parts. */
export function parameterDatasets(params: Params): Readonly<Record<string, unknown>> {
  const datasets: Record<string, unknown> = { parameters: params };
  const add = (values: Params, prefix: string): void => {
    for (const [key, value] of Object.entries(values)) {
      datasets[`params:${prefix}${key}`] = value;
      if (isNested(value)) add(value, `${prefix}${key}.`);
    }
  };
  add(params, '');
  return Object.freeze(datasets);
}

function isNested(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
