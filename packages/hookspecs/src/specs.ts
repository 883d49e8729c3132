import { commandSpecs } from './command.js';
import { contextSpecs } from './context.js';
import { datasetSpecs } from './dataset.js';
import { modelSpecs } from './model.js';
import { nodeSpecs } from './node.js';
import { pipelineSpecs } from './pipeline.js';
import { runSpecs } from './run.js';

/** Every spec set of a Pintle host, as `addHookSpecs` and `defineHost` take them. */
export const pintleSpecs = [
  commandSpecs,
  contextSpecs,
  pipelineSpecs,
  runSpecs,
  nodeSpecs,
  datasetSpecs,
  modelSpecs,
] as const;
