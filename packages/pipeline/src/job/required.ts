import { requirementsOf, resourceMissing } from '@pintle/hookspecs';
import { type JobDescription, inEnvironment } from './description.js';

/**
 * Makes sure that a job has what the hooks of its ops require, in an environment.
 *
 * @throws HookError `RESOURCE_MISSING` naming hook, op, and the keys that there are
 */
export function checkRequired(job: JobDescription, env?: string): void {
  const { resources, hooks } = env === undefined ? job : inEnvironment(job, env);
  const keys = Object.keys(resources);
  const who = `job "${job.name}"${env === undefined ? '' : ` in the environment "${env}"`}`;
  for (const node of job.pipeline.nodes) {
    for (const attached of [...(node.hooks ?? []), ...hooks]) {
      const missing = Object.keys(requirementsOf(attached)).find((key) => !Object.hasOwn(resources, key));
      if (missing !== undefined) throw resourceMissing(attached, node, missing, { who, keys });
    }
  }
}
