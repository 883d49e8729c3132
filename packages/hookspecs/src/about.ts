import type { HookSpecsOrigin } from '@pintle/core';
import { VERSION } from './version.js';

/** What every spec set of this package is declared with. */
export const about: HookSpecsOrigin = { package: '@pintle/hookspecs', version: VERSION };
