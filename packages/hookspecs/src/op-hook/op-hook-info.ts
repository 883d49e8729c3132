import type { ResourceRequirements } from '../domain/resource.js';
import type { OpHookKind } from './due.js';

/** An op hook without its function: what `ctx.hookDef` shows. */
export interface OpHookInfo {
  readonly name: string;
  /** Whether it runs for ops that succeeded, or for those that failed. */
  readonly kind: OpHookKind;
  readonly requires: ResourceRequirements;
}
