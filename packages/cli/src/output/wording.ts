/** `1 node`, `1,200 nodes` */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? noun : plural}`;
}

/** A number with its thousands apart. */
export function formatNumber(amount: number): string {
  // `Intl` would take longer to load than all else that a listing needs.
  const [whole = '', ...fraction] = String(amount).split('.');
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}

/** A local time with its date: `2026-11-21 07:04:12`. */
export function dateAndTime(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${timeOfDay(time)}`;
}

/** A local time of day: `07:04:12`. */
export function timeOfDay(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
