export * from '@pintle/hookspecs/testing';
export * from '@pintle/pipeline/testing';
