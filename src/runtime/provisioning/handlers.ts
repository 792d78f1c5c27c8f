import { Code } from '@connectrpc/connect';
import PQueue from 'p-queue';
import { type Handlers, TaskError } from '../conductorone/task.ts';
import type { Client } from '../confluence/client.ts';
import { type AssignmentKey, assignmentOf, ensure } from './assignment.ts';
import { checkGrantable, invalid, parseEntitlement, principalOf } from './entitlement.ts';
import { taskErrorOf } from './error.ts';
import { alreadyGranted, alreadyRevoked, granted, revoked } from './result.ts';

/** Who does what is asked for in grants and revokes. */
export type ProvisioningHandlers = Required<Pick<Handlers, 'grant' | 'revoke'>>;

/** Logs in to Confluence, until the signal aborts. */
export type Connect = (signal: AbortSignal) => Promise<Client>;

/**
 * Grants and revokes in Confluence, one entitlement of one principal at a time. What is so already is answered as
 * such, and everything is read back before it is answered. Failures are TaskErrors that name no principal.
 */
export function provisioningHandlers(connect: Connect): ProvisioningHandlers {
  // One at a time: what one has found must still be so when it acts, e.g. which role somebody has.
  const queue = new PQueue({ concurrency: 1 });
  /** @returns whether anything was to be done */
  const changed = async (wanted: boolean, held: AssignmentKey, signal: AbortSignal): Promise<boolean> => {
    const change = async () => ensure(wanted, assignmentOf(await connect(signal), held, signal), signal);
    try {
      return (await queue.add(change, { signal })) as boolean;
    } catch (error) {
      throw taskErrorOf(error, held.principal.id);
    }
  };
  return {
    async grant({ entitlement, principal }, { signal }) {
      if (!entitlement || !principal?.id) throw invalid('The task names no entitlement, or no principal.');
      const wanted = parseEntitlement(entitlement.id);
      checkGrantable(wanted);
      const held = { entitlement: wanted, principal: principalOf(principal.id, wanted) };
      return (await changed(true, held, signal)) ? granted(entitlement, principal.id) : alreadyGranted();
    },
    async revoke({ grant }, { signal }) {
      const { entitlement, principal } = grant ?? {};
      if (!entitlement || !principal?.id) throw invalid('The task names no entitlement, or no principal.');
      const wanted = parseEntitlement(entitlement.id);
      const held = { entitlement: wanted, principal: principalOf(principal.id, wanted) };
      return (await changed(false, held, signal)) ? revoked() : alreadyRevoked();
    },
  };
}

/** Refuses grants and revokes, as long as nobody has allowed them. */
export const withoutProvisioning: ProvisioningHandlers = { grant: refuse, revoke: refuse };

async function refuse(): Promise<never> {
  throw new TaskError(
    Code.FailedPrecondition,
    'This connector may not grant and revoke: it runs without --provisioning.',
    { nonRetryable: true },
  );
}
