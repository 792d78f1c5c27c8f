import { Code } from '@connectrpc/connect';
import { TaskError } from '../conductorone/task.ts';
import { ConfluenceError, type Failure } from '../confluence/error.ts';

const codes: Readonly<Record<Failure, Code>> = {
  credentials: Code.Unauthenticated,
  forbidden: Code.PermissionDenied,
  missing: Code.NotFound,
  refused: Code.FailedPrecondition,
  limited: Code.Unavailable,
  server: Code.Unavailable,
  network: Code.Unavailable,
  unreachable: Code.Unavailable,
  untrusted: Code.FailedPrecondition,
  malformed: Code.Internal,
  stopped: Code.Canceled,
};

/** Somebody must put these right first. Not what is missing: now and then a space that lives answers so. */
const lasting: readonly Failure[] = ['credentials', 'forbidden', 'refused', 'untrusted'];

const rightsRemedy =
  'To grant and revoke, the owner must be an administrator, and a scoped token needs the scopes to write.';

/**
 * Whatever a grant or a revoke has thrown, as ConductorOne is told, and the log.
 * @param principal the id of who it was about: a message does not show it
 */
export function taskErrorOf(error: unknown, principal: string): unknown {
  if (!(error instanceof ConfluenceError)) return error;
  const { failure } = error;
  const needsRights = failure === 'credentials' || failure === 'forbidden';
  const message = needsRights ? `${error.message} ${rightsRemedy}` : error.message;
  return new TaskError(codes[failure], message.replaceAll(principal, '(the principal)'), {
    nonRetryable: lasting.includes(failure),
    cause: error,
  });
}
