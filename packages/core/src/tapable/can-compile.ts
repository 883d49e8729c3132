let answer: boolean | undefined;

/** Whether code may be made from strings in this process. */
export function canCompile(): boolean {
  if (answer !== undefined) return answer;
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- asks whether it is allowed
    answer = typeof new Function('return 1') === 'function';
  } catch {
    answer = false;
  }
  return answer;
}
