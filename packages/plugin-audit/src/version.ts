/** The version of this package: what each process notes in the trail. */
export const VERSION = '0.1.0';
