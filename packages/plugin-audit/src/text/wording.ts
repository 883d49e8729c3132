const NUMBERS = new Intl.NumberFormat('en');

/** `1 record`, `1,200 records` */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${NUMBERS.format(amount)} ${amount === 1 ? noun : plural}`;
}

/** A duration for people: `0.4 ms`, `12 ms`, `3.2 s`, `4m 05s`, `2h 07m`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** A local time with its date: `2026-11-21 07:04:12`. */
export function dateAndTime(iso: string): string {
  const time = new Date(iso);
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(two).join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
