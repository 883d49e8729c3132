import { describe, expect, it } from 'vitest';
import { sdkSettings } from './sdk-settings.js';

const URL = 'http://localhost:4318';
const JSON_BOTH = { traces: 'http/json', metrics: 'http/json' };

describe('an SDK of our own', () => {
  it('is not started unasked', () => {
    expect(sdkSettings(undefined, {})).toBeUndefined();
    expect(sdkSettings(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_SERVICE_NAME: 'x' })).toBeUndefined();
  });

  it('is started by the option, or by an endpoint', () => {
    const both = { traces: true, metrics: true, protocol: JSON_BOTH, endpoint: URL, notes: [] };
    expect(sdkSettings(true, {})).toEqual(both);
    expect(sdkSettings(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: URL })).toEqual(both);
  });

  it('is started for the one that has an endpoint', () => {
    expect(sdkSettings(undefined, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: URL })).toMatchObject({
      traces: true,
      metrics: false,
    });
    expect(sdkSettings(undefined, { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: URL })).toMatchObject({
      traces: false,
      metrics: true,
    });
  });

  it.each([
    ['the option', false, {}],
    ['OTEL_SDK_DISABLED', undefined, { OTEL_SDK_DISABLED: 'TRUE' }],
    ['OTEL_…_EXPORTER', undefined, { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
  ])('is stopped by %s', (_, asked, variables) => {
    expect(sdkSettings(asked, { OTEL_EXPORTER_OTLP_ENDPOINT: URL, ...variables })).toBeUndefined();
  });

  it('leaves out what is not to be exported', () => {
    expect(sdkSettings(true, { OTEL_METRICS_EXPORTER: 'none' })).toMatchObject({ traces: true, metrics: false });
  });

  it('writes as it is told, JSON by default', () => {
    expect(sdkSettings(true, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })?.protocol).toEqual({
      traces: 'http/protobuf',
      metrics: 'http/protobuf',
    });
    const ofTraces = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    expect(sdkSettings(true, ofTraces)?.protocol).toEqual({ traces: 'http/protobuf', metrics: 'http/json' });
  });

  it('says where it sends to, without credentials', () => {
    const endpoint = (variables: Record<string, string>) => sdkSettings(true, variables)?.endpoint;
    expect(endpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:secret@otel.example/otlp?key=1' })).toBe(
      'https://otel.example/otlp',
    );
    expect(
      endpoint({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t.example', OTEL_EXPORTER_OTLP_ENDPOINT: URL }),
    ).toBe('https://t.example');
  });

  it('says what it cannot do', () => {
    expect(sdkSettings(true, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })?.notes).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; it is sent as http/json, which collectors take on port 4318.',
    ]);
    expect(sdkSettings(true, { OTEL_TRACES_EXPORTER: 'zipkin' })).toMatchObject({
      traces: false,
      notes: ['OTEL_TRACES_EXPORTER names "zipkin"; there is only otlp here, or none.'],
    });
  });
});
