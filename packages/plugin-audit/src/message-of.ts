/** What a thrown value says of itself. A failed connection to several addresses says it in its parts. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors.map(messageOf).join('; ');
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}
