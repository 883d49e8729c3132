/** The results without those that are missing; changes the array that it is given. */
export function present(results: unknown[]): unknown[] {
  let size = 0;
  for (const result of results) if (result !== undefined && result !== null) results[size++] = result;
  return firstOf(results, size);
}

/** A copy of the first few. Ask before whether all are wanted: V8 inlines only so much into a call. */
export function firstOf(results: readonly unknown[], size: number): unknown[] {
  // So few are written out: calling `slice` costs more than all else here.
  switch (size) {
    case 0:
      return [];
    case 1:
      return [results[0]];
    case 2:
      return [results[0], results[1]];
    case 3:
      return [results[0], results[1], results[2]];
    case 4:
      return [results[0], results[1], results[2], results[3]];
    default:
      return results.slice(0, size);
  }
}
