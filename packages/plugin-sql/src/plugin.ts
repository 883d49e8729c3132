import { definePluginFactory } from '@pintle/hookspecs';
import * as v from 'valibot';

const options = v.strictObject({});

/**
 * The plugin: models below `models/`, hooks and data tests of `project.yml`, the connections of `connections.yml`. A project
 * that has none of these does not notice it.
 */
export const sqlPlugin: ReturnType<typeof definePluginFactory<typeof options>> = definePluginFactory({
  options,
  async setup(_options, { projectDir, env }) {
    const { loadProject } = await import('./load-project.js');
    return await loadProject(projectDir, env);
  },
});
