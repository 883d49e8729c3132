export { definePlugin } from '@pintle/hookspecs';
