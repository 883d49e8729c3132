// oxlint-disable unicorn/no-thenable -- thenables are what is tested

/** A thenable that starts its work when it is asked for its value, as query builders do, and counts how often it was. */
export function lazyThenable<T>(value: T): { readonly asked: number; then(resolve: (value: T) => void): void } {
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    then(resolve: (value: T) => void): void {
      asked++;
      resolve(value);
    },
  };
}

/** The same as a function with a `then` method. */
export function functionThenable<T>(value: T): (() => void) & { then(resolve: (value: T) => void): void } {
  return Object.assign(() => undefined, { then: (resolve: (value: T) => void) => resolve(value) });
}

/** A value whose `then` can not even be read. */
export function unreadableThenable(error: unknown): object {
  return {
    get then(): never {
      throw error;
    },
  };
}
