/** The variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** How an SDK of our own is to be started. */
export interface SdkSettings {
  readonly traces: boolean;
  readonly metrics: boolean;
  /** How what is sent is written. */
  readonly protocol: { readonly traces: OtlpProtocol; readonly metrics: OtlpProtocol };
  /** Where it is sent to, for people: credentials left out. */
  readonly endpoint: string;
  /** What was asked for and cannot be done, for people. */
  readonly notes: readonly string[];
}

/** OTLP over HTTP, as JSON or as Protocol Buffers. */
export type OtlpProtocol = 'http/json' | 'http/protobuf';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/**
 * Whether to start an SDK, and for what: when the option `sdk` asks for one, or when a variable names an endpoint.
 *
 * `OTEL_SDK_DISABLED=true` and `sdk: false` stop it; `OTEL_TRACES_EXPORTER=none` and `OTEL_METRICS_EXPORTER=none` leave
 * one of the two out.
 */
export function sdkSettings(asked: boolean | undefined, variables: Variables): SdkSettings | undefined {
  if (asked === false || isTrue(variables['OTEL_SDK_DISABLED'])) return undefined;
  const notes: string[] = [];
  const wants = (signal: Signal): boolean => {
    const isNamed = isSet(variables[ENDPOINT]) || isSet(variables[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
    return (asked === true || isNamed) && exportsOtlp(signal, variables, notes);
  };
  const traces = wants('TRACES');
  const metrics = wants('METRICS');
  if (!traces && !metrics) return undefined;
  const protocol = { traces: protocolOf('TRACES', variables, notes), metrics: protocolOf('METRICS', variables, notes) };
  return { traces, metrics, protocol, endpoint: endpointOf(traces, variables), notes: [...new Set(notes)] };
}

type Signal = 'TRACES' | 'METRICS';

function exportsOtlp(signal: Signal, variables: Variables, notes: string[]): boolean {
  const name = `OTEL_${signal}_EXPORTER`;
  const exporters = (variables[name] ?? '').split(',').map((one) => one.trim());
  const others = exporters.filter((one) => one !== '' && one !== 'otlp' && one !== 'none');
  if (others.length > 0) notes.push(`${name} names "${others.join('", "')}"; there is only otlp here, or none.`);
  return !exporters.includes('none') && (exporters.includes('otlp') || exporters.every((one) => one === ''));
}

function protocolOf(signal: Signal, variables: Variables, notes: string[]): OtlpProtocol {
  const own = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const name = isSet(variables[own]) ? own : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  const protocol = variables[name]?.trim() ?? '';
  if (protocol === 'http/protobuf') return protocol;
  if (protocol !== '' && protocol !== 'http/json') {
    notes.push(`${name} is "${protocol}"; it is sent as http/json, which collectors take on port 4318.`);
  }
  return 'http/json';
}

function endpointOf(traces: boolean, variables: Variables): string {
  const own = variables[`OTEL_EXPORTER_OTLP_${traces ? 'TRACES' : 'METRICS'}_ENDPOINT`];
  const named = [own, variables[ENDPOINT]].find(isSet)?.trim() ?? 'http://localhost:4318';
  if (!URL.canParse(named)) return named;
  const { origin, pathname } = new URL(named);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}
