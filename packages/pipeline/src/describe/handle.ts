import { HookError } from '@pintle/core';

const BRAND = Symbol.for('pintle.handle');

/** A dataset's name that carries the type of its data. Made by {@link dataset} and {@link param}. */
export interface Handle<T> {
  readonly name: string;
  /** Carries the type; never there at run time. */
  readonly '~data'?: T;
}

/** A dataset as nodes name it: a plain name, whose data is `unknown`, or a typed handle. */
export type Port = string | Handle<unknown>;

/** What a node declares as its inputs or outputs: one port, a list of ports, or a record of them. */
export type Ports = Port | readonly Port[] | { readonly [key: string]: Port };

/** The type of the data behind one port. */
export type PortData<P> = P extends Handle<infer T> ? T : unknown;

/** What the function of a node gets or gives for its declared ports, in the same shape. */
export type PortsData<P> = P extends string | Handle<unknown>
  ? PortData<P>
  : P extends readonly Port[]
    ? { readonly [I in keyof P]: PortData<P[I]> }
    : { readonly [K in keyof P]: PortData<P[K]> };

/**
 * Names a dataset and says what type its data has.
 *
 * @example
 * ```ts
 * const weather = dataset<Row[]>('weather_raw');
 * ```
 */
export function dataset<T>(name: string): Handle<T> {
  return makeHandle(name);
}

/**
 * Names a parameter by its dotted path and says what type its value has; the dataset is `params:<path>`.
 *
 * @example
 * ```ts
 * const year = param<number>('report.year'); // reads report: { year: … } of conf/base/parameters.yml
 * ```
 */
export function param<T>(path: string): Handle<T> {
  return makeHandle(`params:${path}`);
}

/** Whether a dataset name reads parameters: `params:<path>` or `parameters`. */
export function isParameter(name: string): boolean {
  return name === 'parameters' || name.startsWith('params:');
}

/** Whether a value is a handle made by any copy of this package. */
export function isHandle(value: unknown): value is Handle<unknown> {
  return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

function makeHandle<T>(name: unknown): Handle<T> {
  if (typeof name !== 'string' || name === '' || name === 'params:') {
    const got = typeof name === 'string' ? `"${name}"` : typeof name;
    throw new HookError('NODE_DATASET_INVALID', `dataset() and param() expect a non-empty name, got ${got}.`);
  }
  const handle = { name };
  Object.defineProperty(handle, BRAND, { value: true });
  return Object.freeze(handle);
}
