import { fault } from './fault.js';

/**
 * Imports a package that a project installs only if it wants what needs it.
 *
 * @throws HookError `DATASET_PEER_MISSING` with the command that installs it
 */
export async function importPeer<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const missing =
      cause instanceof Error &&
      'code' in cause &&
      cause.code === 'ERR_MODULE_NOT_FOUND' &&
      cause.message.includes(name);
    if (!missing) throw cause;
    throw fault('DATASET_PEER_MISSING', `the package ${name} is not installed.`, {
      hint: `npm install ${name}`,
      cause,
    });
  }
}
