export {
  type CallableTapableHook,
  fromTapable,
  type IntoTapableOptions,
  intoTapable,
  type TapOptions,
  type TappableHook,
} from './bridge.js';
export { type AdaptiveOptions, adaptive, compiled } from './compiled-engine.js';
