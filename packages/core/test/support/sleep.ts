/** Waits for so many milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Timers that keep the process alive. */
export function openTimers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

/** Works for so many milliseconds without ever yielding. */
export function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
