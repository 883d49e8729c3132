import pg from 'pg';

const DATE = 1082;
const TIMESTAMP = 1114;
const INT8 = 20;
const NUMERIC = 1700;

/** Gives values as plain data: numbers where these are exact; dates and timestamps without a zone as UTC. */
export function plainTypes(): InstanceType<typeof pg.TypeOverrides> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, wholeNumber);
  types.setTypeParser(NUMERIC, decimal);
  types.setTypeParser(DATE, utcDate);
  types.setTypeParser(TIMESTAMP, utcTimestamp);
  return types;
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function decimal(text: string): number | bigint | string {
  if (/^-?\d+$/.test(text)) return wholeNumber(text);
  const number = Number(text);
  return String(number) === text.replace(/\.?0+$/, '') || !Number.isFinite(number) ? number : text;
}

function utcDate(text: string): Date | string {
  return asDate(`${text}T00:00:00Z`, text);
}

function utcTimestamp(text: string): Date | string {
  return asDate(`${text.replace(' ', 'T')}Z`, text);
}

// `infinity` and years before Christ have no Date.
function asDate(iso: string, text: string): Date | string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? text : date;
}
