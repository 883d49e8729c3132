import { definePlugin } from '@pintle/hookspecs';

/** Found by discovery: this package is a dependency of the project, and its package.json has a "pintle" field. */
export default definePlugin({
  name: 'pintle-plugin-row-counts',
  version: '1.0.0',
  hooks: {
    after_dataset_saved({ datasetName, data, log }) {
      if (Array.isArray(data)) log.info(`${datasetName}: ${data.length} rows`);
    },
  },
});
