import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { confluenceSync } from '../../runtime/cli/run.ts';
import { Collector } from '../../runtime/telemetry/collector.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { siteFrom } from '../../simulator/site-from.ts';
import { smallSite } from '../../simulator/small-site.ts';
import { loopbackCertificate } from '../../support/certificate.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

describeWith([built(batonConfluence)], 'by the same settings as the vendor’s connector', () => {
  test.each([
    ['without TLS', false],
    ['with TLS, and a certificate of its own', true],
  ])('a collector gets traces and logs: %s', async (_, isSecure) => {
    const { cert, key } = await loopbackCertificate();
    const folder = await temporaryFolder();
    const simulator = await Simulator.start({ site: siteFrom(smallSite) });
    // Theirs sends traces each five seconds, and not what is left in the end.
    simulator.faults = { latencyMs: 700 };
    const [theirs, ours] = await Promise.all(
      [1, 2].map(() => Collector.start(isSecure ? { cert, key } : undefined)),
    );
    if (!theirs || !ours) throw new Error('There are no collectors.');
    const settings = ({ endpoint }: Collector) => ({
      ...simulator.environment,
      TMPDIR: folder,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary%3D',
      BATON_OTEL_COLLECTOR_ENDPOINT: `dns:///${endpoint}`,
      ...(isSecure
        ? { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT: Buffer.from(cert).toString('base64url') }
        : { BATON_OTEL_COLLECTOR_ENDPOINT_TLS_INSECURE: 'true' }),
    });
    try {
      await Promise.all([
        execa(binary(batonConfluence), ['--storage-engine', 'sqlite'], {
          cwd: folder,
          env: settings(theirs),
        }),
        confluenceSync(['--file', 'ours.c1z'], { cwd: folder, env: settings(ours) }),
      ]);
      for (const collector of [theirs, ours]) {
        const { requests, spans, logs } = collector;
        expect([spans.length > 0, logs.length > 0]).toEqual([true, true]);
        expect(requests.filter(({ headers }) => headers['x-key'] !== 'canary=')).toEqual([]);
        expect(new Set(logs.map(({ severity, level }) => [severity, level].join()))).toEqual(
          new Set(['9,info']),
        );
      }
      expect(theirs.spans[0]?.resource).toEqual({ 'service.name': 'baton-confluence-server' });
      expect(ours.spans.find(({ name }) => name === 'sync')).toMatchObject({
        parentSpanId: '',
        resource: { 'service.name': 'confluence-sync' },
        attributes: { 'confluence_sync.users': 3 },
      });
    } finally {
      await Promise.all([simulator, theirs, ours].map((each) => each.stop()));
    }
  });
});
