import { expect, test } from '@jest/globals';
import { loopbackCertificate } from '../../support/certificate.ts';
import { logged } from '../cli/run.ts';
import { collecting, type Texts } from './collecting.ts';

const world = collecting();

test.each<[Texts, string]>([
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT: 'http://canary:canary@collector' },
    'error: --otel-collector-endpoint (or BATON_OTEL_COLLECTOR_ENDPOINT) has credentials before the host, which are not sent: OTEL_EXPORTER_OTLP_HEADERS takes them. Write it like collector:4317.',
  ],
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH: 'none.pem' },
    'error: --otel-collector-endpoint-tls-cert-path none.pem: cannot be read (ENOENT).',
  ],
  [
    { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: 'canary' },
    'error: --otel-collector-endpoint-tls-cert (or its variable) holds no certificate as PEM.',
  ],
  [
    {
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: 'canary',
      BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH: 'none.pem',
    },
    'error: Give --otel-collector-endpoint-tls-cert-path or --otel-collector-endpoint-tls-cert, not both.',
  ],
])(
  'a setting that cannot be used ends the command before anything is asked: %j',
  async (settings, message) => {
    const simulator = await world.simulated();
    expect(await world.synced({ ...world.plainly(), ...settings }, simulator)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: message,
    });
    expect([simulator.requests, world.collector.requests]).toEqual([[], []]);
  },
);

test('settings that have no effect are named', async () => {
  const { cert } = await loopbackCertificate();
  const { exitCode, stderr } = await world.synced({
    ...world.plainly(),
    BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: cert,
    OTEL_RESOURCE_ATTRIBUTES: 'canary',
  });
  const warnings = logged(stderr).filter(({ level }) => level === 'warn');
  expect([exitCode, warnings.map(({ msg }) => msg)]).toEqual([
    0,
    [
      'OTEL_RESOURCE_ATTRIBUTES has no effect: write it like name=value,other=value, with percent-encoding.',
      'Certificates for the collector have no effect: it is reached without TLS.',
    ],
  ]);
});
