import { HookError } from '@pintle/core';

/** `SELECT_INVALID`: a selector is malformed, or stands where none can. */
export class SelectError extends HookError<'SELECT_INVALID'> {
  /** The string that is malformed. */
  readonly source: string;
  /** Where in it, from 1. */
  readonly position: number;

  constructor(source: string, position: number, fault: string, hint?: string) {
    super('SELECT_INVALID', `Selector ${JSON.stringify(source)}, position ${position}: ${fault}.`, { hint });
    this.source = source;
    this.position = position;
  }
}
