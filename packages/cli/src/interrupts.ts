/** The signals that ask a command to stop, and the exit code of a command that they stopped. */
export const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that asks a command to stop. */
export type StopSignal = keyof typeof SIGNAL_CODES;

const SIGNALS = Object.keys(SIGNAL_CODES) as readonly StopSignal[];

/**
 * Ctrl-C and SIGTERM while a command is under way. The first aborts the command's signal and leaves it a grace to end; a
 * second leaves at once, as does the first where there is no grace.
 */
export class Interrupts {
  readonly #graceMs: number;
  readonly #controller = new AbortController();
  readonly #say: (text: string) => void;
  #received: StopSignal | undefined;

  /**
   * @param graceMs - milliseconds until the process leaves without the command; `Infinity` for one that keeps its own time
   * @param say - tells whoever stopped it what happens now
   */
  constructor(graceMs: number, say: (text: string) => void) {
    this.#graceMs = graceMs;
    this.#say = say;
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  /** Aborts when the command is to stop; its reason is a word for why. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first signal that came; `undefined` while none has. */
  get received(): StopSignal | undefined {
    return this.#received;
  }

  /** Stops the command for a reason; a process that has to leave without it does so with the exit code. */
  cancel(reason: string, exitCode: number): void {
    if (this.#graceMs === 0) process.exit(exitCode);
    this.#controller.abort(reason);
    // A timer of more milliseconds than this would fire at once.
    if (this.#graceMs < 2 ** 31) setTimeout(() => process.exit(exitCode), this.#graceMs);
  }

  /** Signals have their usual meaning again. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const stop = signal as StopSignal;
    if (this.#received !== undefined) {
      this.#say('Left at once, without ending what was under way.');
      process.exit(SIGNAL_CODES[this.#received]);
    }
    this.#received = stop;
    if (this.#graceMs > 0) this.#say('Stopping what is under way. Once more leaves at once.');
    this.cancel(stop, SIGNAL_CODES[stop]);
  };
}
