import { definePlugin } from '@pintle/hookspecs';

export default definePlugin({
  name: 'pintle-plugin-shout',
  version: '1.0.0',
  hooks: {
    on_node_start({ node, log }) {
      log.warn(`${node.name.toUpperCase()}!`);
    },
  },
});
