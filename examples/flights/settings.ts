import { QualityHooks } from './hooks/quality.ts';
import { readAloud } from './hooks/read-aloud.ts';

// Called in LIFO order: discovered plugins first, then readAloud, then QualityHooks.
export const HOOKS = [new QualityHooks(), readAloud];

// Installed like pintle-plugin-row-counts, but switched off: it is not even imported.
export const DISABLE_HOOKS_FOR_PLUGINS = ['pintle-plugin-shout'];
