/** What of OTLP's JSON the tests look at. */
export interface OtlpAttribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number | string;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
    readonly arrayValue?: { readonly values?: readonly OtlpAttribute['value'][] };
  };
}

/** A value of an attribute, as JavaScript has it. */
export type Value = string | number | boolean | undefined | readonly Value[];

/** Attributes by name. */
export type Attributes = Readonly<Record<string, Value>>;

/** A span that was received. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly statusMessage: string | undefined;
  readonly scope: string;
  readonly resource: Attributes;
}

/** A metric that was received, at the time it was received last. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: 'sum' | 'histogram' | 'gauge';
  /** Of histograms, `value` is the sum. */
  readonly points: readonly { readonly attributes: Attributes; readonly value: number; readonly count: number }[];
}

interface RawScope {
  readonly name?: string;
}
interface RawSpan extends Omit<ReceivedSpan, 'attributes' | 'events' | 'status' | 'start' | 'end'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly OtlpAttribute[] }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}
/** The body of `/v1/traces`. */
export interface RawTraces {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeSpans?: readonly { readonly scope?: RawScope; readonly spans?: readonly RawSpan[] }[];
  }[];
}
interface RawPoint {
  readonly attributes?: readonly OtlpAttribute[];
  readonly asInt?: number | string;
  readonly asDouble?: number;
  readonly count?: number | string;
  readonly sum?: number;
}
interface RawMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly sum?: { readonly dataPoints: readonly RawPoint[] };
  readonly histogram?: { readonly dataPoints: readonly RawPoint[] };
  readonly gauge?: { readonly dataPoints: readonly RawPoint[] };
}
/** The body of `/v1/metrics`. */
export interface RawMetrics {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly RawMetric[] }[];
  }[];
}

/** The spans of a body. */
export function readSpans(body: RawTraces): readonly ReceivedSpan[] {
  return (body.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, attributes, events = [], status, parentSpanId, ...span }) => ({
        ...span,
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        start: BigInt(startTimeUnixNano),
        end: BigInt(endTimeUnixNano),
        attributes: readAttributes(attributes),
        events: events.map((event) => ({ name: event.name, attributes: readAttributes(event.attributes) })),
        status: status?.code ?? 0,
        statusMessage: status?.message,
        scope: scope?.name ?? '',
        resource: readAttributes(resource?.attributes),
      })),
    ),
  );
}

/** The metrics of a body. */
export function readMetrics(body: RawMetrics): readonly ReceivedMetric[] {
  const raw = (body.resourceMetrics ?? []).flatMap(({ scopeMetrics = [] }) =>
    scopeMetrics.flatMap(({ metrics = [] }) => metrics),
  );
  return raw.map(({ name, unit, description, sum, histogram, gauge }) => {
    const kind = histogram === undefined ? (sum === undefined ? 'gauge' : 'sum') : 'histogram';
    const points = (histogram ?? sum ?? gauge)?.dataPoints ?? [];
    return { name, unit, description, kind, points: points.map(readPoint) };
  });
}

function readPoint({ attributes, asInt, asDouble, count, sum }: RawPoint): ReceivedMetric['points'][number] {
  return {
    attributes: readAttributes(attributes),
    value: Number(sum ?? asDouble ?? asInt ?? 0),
    count: Number(count ?? 0),
  };
}

function readAttributes(attributes: readonly OtlpAttribute[] = []): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]));
}

function readValue(value: OtlpAttribute['value']): Value {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(readValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
