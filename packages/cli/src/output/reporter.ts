import { concealed, type ErrorFacts, factsOf } from './error-facts.js';
import { errorText } from './error-text.js';
import { installHint } from './install-hint.js';
import { errorData, jsonLine } from './json.js';
import type { Lines } from './lines.js';
import type { Terminal } from './terminal.js';

/** How errors are to be told. */
export interface ReportOptions {
  /** With stacks. */
  readonly verbose: boolean;
  /** As data on standard output, too. */
  readonly json: boolean;
}

/** Tells errors: for people on standard error, and for programs on standard output where JSON was asked for. */
export class Reporter {
  /** Where the project's own files are, once that is known. */
  projectDir: string | undefined;
  /** Blanks the secrets of the project, once they are known. */
  conceal: (text: string) => string = (text) => text;
  readonly #terminal: Terminal;
  readonly #lines: Lines;
  readonly #options: ReportOptions;

  constructor(terminal: Terminal, lines: Lines, options: ReportOptions) {
    this.#terminal = terminal;
    this.#lines = lines;
    this.#options = options;
  }

  /**
   * Tells what kept a command from doing its work.
   *
   * @param owner - the plugin whose command it was: what we cannot explain is its fault
   */
  report(error: unknown, owner?: string): void {
    const told = factsOf(error);
    const hint = installHint(told, this.projectDir) ?? told.hint;
    const isOwners = owner !== undefined && !told.isCoded && told.origin.plugin === undefined;
    const facts = { ...told, hint, origin: isOwners ? { plugin: owner } : told.origin };
    this.#lines.write(this.text(facts));
    if (this.#options.json) this.#terminal.out.write(jsonLine({ type: 'error', error: this.data(facts) }));
  }

  /** An error as text for people. */
  text(facts: ErrorFacts, node?: string): string {
    const { verbose } = this.#options;
    return errorText(concealed(facts, this.conceal), {
      colors: this.#terminal.err.colors,
      verbose,
      projectDir: this.projectDir,
      node,
    });
  }

  /** An error as data for programs. */
  data(facts: ErrorFacts): object {
    return errorData(concealed(facts, this.conceal));
  }
}
