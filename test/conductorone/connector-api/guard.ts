import {
  Code,
  ConnectError,
  type ContextValues,
  createContextKey,
  type Interceptor,
} from '@connectrpc/connect';
import { ApiError } from '../api-error.ts';
import type { Credentials } from '../credentials.ts';
import { Attempt, outcomeOf, Severed, type Way } from './attempt.ts';
import type { Conversation } from './conversation.ts';
import type { Method } from './faults.ts';
import { messageJson } from './message-json.ts';
import type { Tasks } from './tasks.ts';

/** What the guard works with. */
export interface Watch extends Omit<Way, 'sever'> {
  readonly tasks: Tasks;
  readonly conversation: Conversation;
  readonly credentials: Credentials;
}

/** How to close the connection that a call came by. */
export const severKey = createContextKey<Way['sever']>(() => {});

const attemptKey = createContextKey<Attempt | undefined>(undefined);

/** The attempt that a call is. */
export function attemptOf(values: ContextValues): Attempt {
  const attempt = values.get(attemptKey);
  if (!attempt) throw new Error('the call did not come through the guard');
  return attempt;
}

/** Records every call, lets it meet its fault, and asks for its token. */
export function guard({ tasks, conversation, credentials, ...way }: Watch): Interceptor {
  return (next) => async (request) => {
    const call = conversation.begin(request.method.name as Method, request.header);
    const attempt = new Attempt(call, { ...way, sever: request.contextValues.get(severKey) });
    request.contextValues.set(attemptKey, attempt);
    try {
      if (!request.stream) {
        const message = messageJson(request.method.input, request.message);
        const { taskId: task } = request.message as { taskId?: string };
        conversation.amend(call, { message, ...(task && { task }) });
        await attempt.meet(task);
      }
      credentials.check(request.header.get('authorization') ?? undefined);
      const answer = await next(request);
      attempt.done();
      conversation.amend(call, { outcome: 'OK' });
      return answer;
    } catch (error) {
      const told = connectError(error);
      conversation.amend(call, { outcome: outcomeOf(error instanceof Severed ? error : told) });
      // Nobody has got it.
      if (error instanceof Severed && call.method === 'GetTask' && call.task) tasks.giveBack(call.task);
      throw told;
    }
  };
}

/** A mistake in this stand-in is told to whoever meets it. */
function connectError(error: unknown): ConnectError {
  if (error instanceof ConnectError) return error;
  // There is nobody to read it, and Connect says nothing of what was aborted.
  if (error instanceof Severed) return new ConnectError(error.message, Code.Aborted);
  if (error instanceof ApiError) return new ConnectError(error.message, Code.Unauthenticated);
  return new ConnectError((error as Error).stack ?? String(error), Code.Internal);
}
