import { expect, test } from '@jest/globals';
import { telemetryVariables } from '../../../src/runtime/telemetry/variables.ts';

test('telemetryVariables reads what OpenTelemetry has for every program', () => {
  expect(
    telemetryVariables({
      OTEL_SERVICE_NAME: 'baton-confluence-server',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other, team = identity%2C access ,empty=',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc==,x-tenant=7',
    }),
  ).toEqual({
    disabled: false,
    attributes: { 'service.name': 'baton-confluence-server', team: 'identity, access', empty: '' },
    headers: { authorization: 'Basic abc==', 'x-tenant': '7' },
    unusable: [],
  });
});

test('telemetryVariables passes over what is not in the form, as a whole', () => {
  expect(
    telemetryVariables({
      OTEL_RESOURCE_ATTRIBUTES: 'team=identity,canary',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=7,x-other=can%0Aary',
    }),
  ).toEqual({
    disabled: false,
    attributes: {},
    headers: {},
    unusable: ['OTEL_RESOURCE_ATTRIBUTES', 'OTEL_EXPORTER_OTLP_HEADERS'],
  });
  expect(telemetryVariables({ OTEL_RESOURCE_ATTRIBUTES: 'team=%' }).unusable).toEqual([
    'OTEL_RESOURCE_ATTRIBUTES',
  ]);
  expect(telemetryVariables({ OTEL_EXPORTER_OTLP_HEADERS: 'a b=c' }).unusable).toEqual([
    'OTEL_EXPORTER_OTLP_HEADERS',
  ]);
});

test.each([
  [undefined, false],
  ['', false],
  ['false', false],
  ['true', true],
  ['TRUE ', true],
])('telemetryVariables knows OTEL_SDK_DISABLED: %j', (text, disabled) => {
  expect(telemetryVariables({ OTEL_SDK_DISABLED: text })).toMatchObject({ disabled, unusable: [] });
});
