import { deserialize, serialize } from 'node:v8';
import { HookError } from '@pintle/core';
import type { NodeData } from '@pintle/hookspecs';

/** Values by name, packed to be sent to another thread. */
export type Packed = Uint8Array<ArrayBuffer>;

/**
 * Packs values as structured clones.
 *
 * @param what - names them in messages: `inputs of node "x"`
 * @throws HookError `NODE_NOT_TRANSFERABLE` naming the values that cannot be cloned
 */
export function pack(values: NodeData, what: string): Packed {
  try {
    return new Uint8Array(serialize(values));
  } catch (cause) {
    const culprits = Object.keys(values).filter((name) => !isCloneable(values[name]));
    const names = culprits.map((name) => `"${name}"`).join(', ');
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HookError('NODE_NOT_TRANSFERABLE', `The ${what} cannot be sent to another thread: ${names} (${why})`, {
      cause,
      hint: 'Functions, promises, streams and connections stay on their thread: pass plain data, or use the runner "concurrent".',
    });
  }
}

/** The values again. */
export function unpack(packed: Packed): NodeData {
  return deserialize(packed) as NodeData;
}

/** Whether a value survives the way to another thread. */
export function isCloneable(value: unknown): boolean {
  try {
    serialize(value);
    return true;
  } catch {
    return false;
  }
}
