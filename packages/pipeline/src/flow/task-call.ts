/** The promise of a task's value. It notices whether anyone waits for it. */
export class TaskCall<T> extends Promise<T> {
  // What then() gives is a promise like any other.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #isAwaited = false;

  /** Whether somebody has asked for its value. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  override then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isAwaited = true;
    return super.then(onValue, onError);
  }
}

/** The call of a task that is being performed. A failure that nobody waits for does not end the process. */
export function taskCall<T>(performed: Promise<T>): TaskCall<T> {
  const call = new TaskCall<T>((resolve) => resolve(performed));
  void Promise.prototype.then.call(call, undefined, () => {});
  return call;
}
