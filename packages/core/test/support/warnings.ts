/** Runs something and gives the process warnings that it caused, as `CODE: message`. */
export async function warningsOf(work: () => unknown): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    warnings.push(`${warning.code ?? warning.name}: ${warning.message}`);
  };
  process.on('warning', listen);
  try {
    await work();
    // Warnings are emitted on the next tick.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', listen);
  }
  return warnings;
}
