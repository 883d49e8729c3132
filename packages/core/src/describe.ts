/** Says of any value what it is, short enough for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'function')
    return /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'symbol' ? 'a symbol' : `${value as number | bigint | boolean | undefined}`;
}

/** What a thrown value says of itself: its message where it has one. Plugins throw anything: this never throws. */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  try {
    const { message } = thrown as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Neither `undefined` nor a getter that throws has one.
  }
  return describe(thrown);
}
