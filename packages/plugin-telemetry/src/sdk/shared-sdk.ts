import type { Sdk, SdkOptions } from './sdk.js';

/** The one SDK that this package has started in this process, and how many plugins use it. */
let shared: { readonly sdk: Promise<Sdk>; users: number } | undefined;

/** Starts the SDK, or shares the one that runs. The packages that it is made of are loaded now. */
export async function acquireSdk(options: SdkOptions): Promise<Sdk> {
  shared ??= { sdk: import('./sdk.js').then(({ startSdk }) => startSdk(options)), users: 0 };
  const mine = shared;
  mine.users++;
  try {
    return await mine.sdk;
  } catch (error) {
    if (shared === mine) shared = undefined;
    throw error;
  }
}

/** Whether the SDK of the process was started here. */
export function isOurs(): boolean {
  return shared !== undefined;
}

/** Stops the SDK when nobody uses it any more. */
export async function releaseSdk(): Promise<void> {
  if (shared === undefined) return;
  shared.users--;
  if (shared.users > 0) return;
  const { sdk } = shared;
  shared = undefined;
  (await sdk).stop();
}
