import { HookError } from '@pintle/core';

/**
 * Reads `--load-versions`, `dataset:version` each. The version begins after the first colon, since it may hold some.
 *
 * @throws HookError `LOAD_VERSION_INVALID`
 */
export function readLoadVersions(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((one) => {
      const colon = one.indexOf(':');
      if (colon > 0 && colon < one.length - 1) return [one.slice(0, colon), one.slice(colon + 1)];
      throw new HookError<string>('LOAD_VERSION_INVALID', `--load-versions got "${one}", expected dataset:version.`, {
        hint: 'Write, say: --load-versions model:2026-11-21T12.00.00.000Z-5f0c9a1e',
      });
    }),
  );
}
