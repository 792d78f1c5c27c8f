// Serves as a process of its own, as the tests' environment says, until it is told to stop or cannot begin.
import { writeFile } from 'node:fs/promises';
import { serve } from '../../../src/runtime/conductorone/service.ts';

const {
  BATON_CLIENT_ID: clientId = '',
  BATON_CLIENT_SECRET: clientSecret = '',
  FILE: file = '',
} = process.env;
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
try {
  await serve({
    environment: process.env,
    credentials: () => ({ clientId, clientSecret }),
    about: { package: 'confluence-connector', version: '1.2.3', metadata: { displayName: 'Confluence' } },
    handlers: {
      syncFull: async () => {
        await writeFile(file, Buffer.alloc(2_000_000, 'c1z'));
        return { files: [file] };
      },
    },
    signal: stop.signal,
    tell: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
