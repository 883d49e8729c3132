const NUMBERS = new Intl.NumberFormat('en');

/** `1 node`, `1,200 nodes` */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? noun : plural}`;
}

/** A whole number with its thousands apart. */
export function formatNumber(amount: number): string {
  return NUMBERS.format(amount);
}

/** ISO time as local date and time of day, `2026-11-21 07:04:12`. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
