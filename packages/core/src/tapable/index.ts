export {
  type CallableTapableHook,
  fromTapable,
  type IntoTapableOptions,
  intoTapable,
  type TapOptions,
  type TappableHook,
} from './bridge.js';
export { type AdaptiveOptions, adaptive } from './adaptive-engine.js';
export { compiled } from './compiled-engine.js';
