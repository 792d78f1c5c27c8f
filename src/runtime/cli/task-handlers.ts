import type { Handlers } from '../conductorone/task.ts';
import { annotation } from '../messages/annotation.ts';
import { ListActionSchemasResponseSchema } from '../proto/gen/c1/connector/v2/action_pb.ts';
import { ListEventFeedsResponseSchema } from '../proto/gen/c1/connector/v2/event_feed_pb.ts';
import { type Connect, provisioningHandlers, withoutProvisioning } from '../provisioning/handlers.ts';
import type { FullSync } from './full-sync.ts';

/**
 * What is done for each kind of task that ConductorOne may give. A new kind has its place here.
 * @param provisions whether grants and revokes are allowed
 * @param connect logs in to Confluence
 */
export function taskHandlers(fullSync: FullSync, provisions: boolean, connect: Connect): Handlers {
  return {
    syncFull: (task, context) => fullSync.run(task, context),
    ...(provisions ? provisioningHandlers(connect) : withoutProvisioning),
    // ConductorOne asks these of every connector. This one has neither.
    listEventFeeds: async () => ({ response: annotation(ListEventFeedsResponseSchema) }),
    actionListSchemas: async () => ({ response: annotation(ListActionSchemasResponseSchema) }),
  };
}
