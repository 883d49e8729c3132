import { describe } from './describe.js';
import type { CallEnd, CallObserver, CallOutcome } from './monitor.js';

/**
 * An observer that writes calls as text: a line when a call begins, a line per implementation and one for the result when
 * it has ended, indented by how many calls were open.
 */
export function traceTo(write: (line: string) => void): CallObserver {
  let open = 0;
  return {
    before({ hook, args }) {
      const indent = '  '.repeat(open++);
      // A caller that is not typed may give no args at all.
      const kinds = Object.entries(args ?? {}).map(([key, value]) => `${key}: ${kindOf(value)}`);
      write(`${indent}${hook} ${kinds.length === 0 ? '{}' : `{ ${kinds.join(', ')} }`}`);
    },
    after(call) {
      const indent = '  '.repeat(--open);
      for (const line of stepLines(call)) write(`${indent}  ${line}`);
      write(`${indent}${arrow(call.outcome)} ${call.hook} ${ms(call.durationMs)}`);
    },
  };
}

function stepLines(call: CallEnd): string[] {
  return call.steps.map(({ impl, outcome, durationMs }) => {
    const kind = impl.wrapper ? ' (wrapper)' : '';
    const end = outcome === undefined ? 'still running' : `${arrow(outcome)} ${ms(durationMs)}`;
    return `${impl.pluginName}${kind} ${end}`;
  });
}

function arrow(outcome: CallOutcome): string {
  if (outcome.ok) return `→ ${kindOf(outcome.value)}`;
  const { error } = outcome;
  return error instanceof Error ? `✗ ${error.name}: ${error.message}` : `✗ ${kindOf(error)}`;
}

function ms(duration: number): string {
  return `${duration.toFixed(2)} ms`;
}

// Values may be whole tables: they are named by kind and size, never formatted.
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value.length <= 40 ? JSON.stringify(value) : `string(${value.length})`;
  if (Array.isArray(value)) return `array(${value.length})`;
  if (typeof value !== 'object' || value === null) return describe(value);
  const name: unknown = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor
    ?.name;
  return typeof name !== 'string' || name === 'Object' || name === '' ? 'object' : name;
}
