import { definePlugin } from 'pintle';

/** A plugin in the project: shows the report when the run has succeeded. */
export const readAloud = definePlugin({
  name: 'read-aloud',
  hooks: {
    async after_pipeline_run({ catalog, pipeline }) {
      if (!pipeline.outputs().includes('report')) return;
      process.stdout.write(`\n${String(await catalog.load('report'))}\n`);
    },
  },
});
