/** The version of this package: what `pintle --version` prints. */
export const VERSION = '0.1.0';
