import type { Variables } from '../sdk/sdk-settings.js';
import { type FoundConsent, readConsent } from './consent.js';

/** Whether usage statistics are sent, and what decides it. */
export interface Permission {
  readonly isOn: boolean;
  /** Why not, for people; empty when they are sent. */
  readonly reasons: readonly string[];
  readonly consent: FoundConsent;
}

/** What a permission follows from. */
export interface PermissionOptions {
  readonly projectDir: string;
  readonly endpoint: string | undefined;
  readonly variables: Variables;
  /** Whether this is a machine that builds and tests. */
  readonly isCi: boolean;
}

/**
 * Decides whether usage statistics are sent: only to a configured endpoint, only after somebody agreed to that very
 * endpoint, never with `DO_NOT_TRACK`, never in CI. Whatever is in doubt means no.
 */
export function usagePermission({ projectDir, endpoint, variables, isCi }: PermissionOptions): Permission {
  const consent = readConsent(projectDir);
  const reasons = [
    ...(endpoint === undefined ? ['no endpoint is configured'] : []),
    ...(isSwitchedOn(variables['DO_NOT_TRACK']) ? ['DO_NOT_TRACK is set'] : []),
    ...(isCi ? ['this is CI'] : []),
    ...objections(consent, endpoint),
  ];
  return { isOn: reasons.length === 0, reasons, consent };
}

/** `DO_NOT_TRACK` and its like: any value but nothing, `0` and `false`. */
export function isSwitchedOn(value: string | undefined): boolean {
  return !['', '0', 'false'].includes(value?.trim().toLowerCase() ?? '');
}

function objections(found: FoundConsent, endpoint: string | undefined): readonly string[] {
  switch (found.state) {
    case 'absent':
      return ['nobody has agreed'];
    case 'unreadable':
      return [`.pintle/telemetry.json cannot be read (${found.why})`];
    case 'given': {
      if (!found.consent.consent) return ['somebody said no'];
      const agreed = found.consent.endpoint;
      if (agreed === undefined || endpoint === undefined || agreed === endpoint) return [];
      return [`what was agreed to is ${agreed ?? 'no endpoint'}, and not ${endpoint}`];
    }
  }
}
