import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

/** A name of no host that HttpProxy takes for this machine: nobody goes to a loopback address through a proxy. */
export const proxiedName = 'site.test';

/**
 * A new certificate for this machine's loopback addresses and `proxiedName` that is its own authority, and its key; both PEM. Its name is
 * its own: of several authorities of one name, a client would take the first.
 */
export async function loopbackCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: `localhost ${randomUUID()}` }],
    {
      // Quicker to make than RSA.
      keyType: 'ec',
      curve: 'P-256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 2, value: proxiedName },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { key, cert };
}
