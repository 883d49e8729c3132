/** Where `check` leaves its outcome, for `summary.mjs`. */
export const reportDir = '.reports';
export const vitestReport = `${reportDir}/vitest.json`;
export const checkReport = `${reportDir}/check.json`;
