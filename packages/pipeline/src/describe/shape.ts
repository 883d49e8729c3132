import { didYouMean, HookError } from '@pintle/core';
import type { NodeData } from '@pintle/hookspecs';
import { isHandle, type Port, type Ports } from './handle.js';

/** Translates between data by dataset name, which hooks see, and the shape that a node's function declared. */
export interface Shape {
  /** Dataset names without repetitions, in order of declaration. */
  readonly names: readonly string[];
  /** From names to the declared shape. */
  gather(data: NodeData): unknown;
  /** From what the function returned to names. `node` is for messages. */
  scatter(returned: unknown, node: string): NodeData;
}

/** The shape of a node's declared ports; `where` (`inputs of node "x"`) is for messages. */
export function shapeOf(ports: Ports | undefined, where: string): Shape {
  if (ports === undefined) return nothing;
  if (typeof ports === 'string' || isHandle(ports)) return single(portName(ports, where));
  if (Array.isArray(ports)) return list(ports.map((port: Port) => portName(port, where)));
  if (typeof ports === 'object' && ports !== null) {
    return record(Object.entries(ports).map(([key, port]) => [key, portName(port, `${where}, key "${key}"`)]));
  }
  throw invalid(ports, where);
}

const nothing: Shape = {
  names: [],
  gather: () => ({}),
  scatter: () => ({}),
};

function single(name: string): Shape {
  return {
    names: [name],
    gather: (data) => data[name],
    scatter: (returned) => ({ [name]: returned }),
  };
}

function list(names: readonly string[]): Shape {
  return {
    names: unique(names),
    gather: (data) => names.map((name) => data[name]),
    scatter(returned, node) {
      if (!Array.isArray(returned) || returned.length !== names.length) {
        const got = Array.isArray(returned) ? `a list of ${returned.length}` : nameOf(returned);
        throw new HookError(
          'NODE_OUTPUTS_INVALID',
          `Node "${node}" declares a list of ${names.length} outputs (${names.join(', ')}) and returned ${got}.`,
        );
      }
      return Object.fromEntries(names.map((name, index) => [name, returned[index]]));
    },
  };
}

function record(entries: readonly (readonly [key: string, name: string])[]): Shape {
  const keys = entries.map(([key]) => key);
  return {
    names: unique(entries.map(([, name]) => name)),
    gather: (data) => Object.fromEntries(entries.map(([key, name]) => [key, data[name]])),
    scatter(returned, node) {
      if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) {
        throw new HookError(
          'NODE_OUTPUTS_INVALID',
          `Node "${node}" declares a record of outputs (${keys.join(', ')}) and returned ${nameOf(returned)}.`,
        );
      }
      const values = returned as Readonly<Record<string, unknown>>;
      const missing = keys.filter((key) => !Object.hasOwn(values, key));
      const surplus = Object.keys(values).filter((key) => !keys.includes(key));
      if (missing.length > 0 || surplus.length > 0) {
        const faults = [
          missing.length > 0 ? `without ${missing.map((key) => `"${key}"`).join(', ')}` : '',
          surplus.length > 0 ? `with the undeclared ${surplus.map((key) => `"${key}"`).join(', ')}` : '',
        ];
        throw new HookError(
          'NODE_OUTPUTS_INVALID',
          `Node "${node}" declares the outputs ${keys.join(', ')} and returned a record ${faults.filter((fault) => fault !== '').join(' and ')}.`,
          { hint: surplus[0] === undefined ? undefined : didYouMean(surplus[0], missing) },
        );
      }
      return Object.fromEntries(entries.map(([key, name]) => [name, values[key]]));
    },
  };
}

function portName(port: unknown, where: string): string {
  const name = isHandle(port) ? port.name : port;
  if (typeof name !== 'string' || name === '') throw invalid(port, where);
  return name;
}

function invalid(value: unknown, where: string): HookError<string> {
  return new HookError(
    'NODE_DATASET_INVALID',
    `The ${where}: expected a dataset name, a handle, a list or a record of them, got ${nameOf(value)}.`,
    {
      hint: "Write a name ('weather'), dataset<Row[]>('weather') or param<number>('year').",
    },
  );
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : typeof value === 'string' ? `"${value}"` : typeof value;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
