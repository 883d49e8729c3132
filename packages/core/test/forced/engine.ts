// What `manager.ts` gets for `dispatch/engine.js` where the suite runs with the compiled engine forced on.
export { compiled as closures } from '../../src/tapable/compiled-engine.js';
