import * as z from 'zod';
import { type Check, Obstacle } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import { healthPort } from '../kubernetes/environment.ts';

/** The connector gives Confluence 30 s; a little more for the way. Milliseconds. */
const timeout = 35_000;

/** What the connector's health server answers, as far as it matters. */
const answer = z.object({
  status: z.string(),
  details: z.record(z.string(), z.string()).optional(),
});

/** Asks a running connector whether its Confluence credentials work. @throws Obstacle where it cannot be asked */
export async function healthCheck(kubectl: Kubectl, namespace: string, pod: string): Promise<Check> {
  const response = await kubectl.forward(namespace, pod, healthPort, ask);
  const { status, details = {} } = response;
  if (status === 'healthy') {
    return { name: 'health', state: 'ok', message: `${pod}: Confluence accepts its credentials` };
  }
  const why = details['validation_error'] ?? details['error'] ?? status;
  return {
    name: 'health',
    state: 'failed',
    message: `${pod}: ${why}`,
    remedy: 'Check the site, the user name and the API token; after a change, raise hosting.secretRevision.',
  };
}

async function ask(port: number): Promise<z.output<typeof answer>> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      signal: AbortSignal.timeout(timeout),
    });
    return answer.parse(await response.json());
  } catch {
    throw new Obstacle(
      'the connector’s health server does not answer.',
      'Check that the image is a baton-confluence that has one (--health-check).',
    );
  }
}
