import { type AttachedHooks, didYouMean, HookError, isResource } from '@pintle/hookspecs';
import { isPlain } from '../config/plain.js';
import type { JobResources } from './description.js';

/** Refuses what is no object of settings. @throws HookError `JOB_INVALID` */
export function checkObject(value: unknown, expected: string, hint: string): void {
  if (!isPlain(value)) throw new HookError('JOB_INVALID', `${expected}.`, { hint });
}

/** The hooks of a job, or of one of its environments. @throws HookError `JOB_INVALID` */
export function checkedHooks(who: string, hooks: readonly AttachedHooks[] = []): readonly AttachedHooks[] {
  const isList: boolean = Array.isArray(hooks);
  if (isList) return hooks;
  throw new HookError('JOB_INVALID', `${who}: hooks is no list.`, { hint: 'Write hooks: [ … ], also for one.' });
}

/** The resources of a job, or of one of its environments. @throws HookError `JOB_INVALID`, `RESOURCE_INVALID` */
export function checkedResources(job: string, resources: JobResources = {}): JobResources {
  if (!isPlain(resources)) {
    throw new HookError('JOB_INVALID', `Job "${job}": resources are not given by key.`, {
      hint: 'Write resources: { slack }: hooks require them by these keys.',
    });
  }
  for (const [key, resource] of Object.entries(resources)) {
    if (isResource(resource)) continue;
    const message = `Job "${job}": what it has under the key "${key}" is no resource.`;
    throw new HookError('RESOURCE_INVALID', message, {
      hint: 'Make it with defineResource, or give the value itself: mockResource(value).',
    });
  }
  return resources;
}

/** Refuses keys that nobody knows. @throws HookError `JOB_INVALID` */
export function refuseUnknown(others: object, who: string, known: readonly string[]): void {
  const [unknown] = Object.keys(others);
  if (unknown === undefined) return;
  throw new HookError('JOB_INVALID', `${who} has the unknown key "${unknown}".`, {
    hint: didYouMean(unknown, known) ?? `Its keys: ${known.join(', ')}.`,
  });
}
