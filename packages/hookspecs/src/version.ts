/** The version of this package: what plugins' `requires: { '@pintle/hookspecs': … }` is checked against. */
export const VERSION = '0.1.0';
