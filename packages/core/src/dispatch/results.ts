/** Leaves out missing results, in the array that it is given; gives it back, or a shorter one. */
export function present(results: unknown[]): unknown[] {
  let size = 0;
  for (const result of results) if (result !== undefined && result !== null) results[size++] = result;
  return firstOf(results, size);
}

/** The first few results; all of them in the array that they are in. */
export function firstOf(results: unknown[], size: number): unknown[] {
  // So few are written out: calling `slice` costs more than all else here.
  switch (size) {
    case results.length:
      return results;
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
