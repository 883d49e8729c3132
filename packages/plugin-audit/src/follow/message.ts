import type { AuditSettings } from '../settings.js';

/** What the thread of a follower begins with. */
export interface FollowerData {
  readonly settings: AuditSettings;
  /** Where its process keeps compiled code, if it does. */
  readonly compileCache: string | undefined;
}

/** What the process tells its follower. */
export type ToFollower =
  /** These texts are secret. Comes before any run. */
  | { readonly type: 'secrets'; readonly secrets: readonly string[] }
  /** There is something new of this run. */
  | { readonly type: 'follow'; readonly runId: string }
  /** Nothing new will come. */
  | { readonly type: 'finish' };

/** What a follower tells its process. */
export type FromFollower =
  /** It gets on: it has begun, opened the store, or written. */
  | { readonly type: 'progress' }
  /** The store fails; it will try again. */
  | { readonly type: 'fault'; readonly fault: string }
  /** All of this run is in the store; it is followed no more. */
  | { readonly type: 'complete'; readonly runId: string }
  /** It is done. `left`: what of the runs that it followed is not in the store, and why. */
  | { readonly type: 'finished'; readonly left: number; readonly fault: string | undefined };
