import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { ServiceImpl } from '@connectrpc/connect';
import {
  type BatonService,
  type BatonServiceFinishTaskRequest,
  BatonServiceGetTaskResponseSchema,
  BatonServiceUploadAssetRequest_UploadMetadataSchema as UploadMetadataSchema,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import type { Conversation } from './conversation.ts';
import { attemptOf } from './guard.ts';
import { messageJson } from './message-json.ts';
import { checkFinishTask, checkGetTask, checkHeartbeat, checkHello } from './rules.ts';
import type { Finish, Tasks } from './tasks.ts';
import { receive } from './upload.ts';

/** What the service works with. */
export interface Parts {
  readonly tasks: Tasks;
  readonly conversation: Conversation;
  /** Where uploads go. */
  readonly folder: string;
}

/** The calls themselves, once `guard` has let them through: strict about their requests. */
export function service({ tasks, conversation, folder }: Parts): ServiceImpl<typeof BatonService> {
  let uploads = 0;
  return {
    hello(request) {
      checkHello(request);
      if (request.taskId !== '') tasks.running(request.taskId).finish({ outcome: 'hello' });
      return {};
    },
    getTask(request, context) {
      checkGetTask(request);
      const task = tasks.take();
      conversation.amend(attemptOf(context.values).call, { task: task?.id });
      return create(BatonServiceGetTaskResponseSchema, {
        task: task?.message,
        nextPoll: durationFromMs(tasks.nextPollMs),
        nextHeartbeat: durationFromMs(tasks.nextHeartbeatMs),
      });
    },
    heartbeat(request) {
      checkHeartbeat(request);
      const task = tasks.running(request.taskId);
      task.heartbeats += 1;
      return { nextHeartbeat: durationFromMs(tasks.nextHeartbeatMs), cancelled: task.cancelled };
    },
    finishTask(request) {
      checkFinishTask(request);
      tasks.handedOut(request.taskId).finish(finishOf(request));
      return {};
    },
    async uploadAsset(messages, context) {
      const attempt = attemptOf(context.values);
      const { call } = attempt;
      uploads += 1;
      const upload = await receive(messages, join(folder, `upload-${uploads}.c1z`), {
        async metadata(value) {
          const metadata = messageJson(UploadMetadataSchema, value);
          conversation.amend(call, { task: value.taskId, message: { metadata, chunks: [], eof: false } });
          await attempt.meet(value.taskId);
          tasks.running(value.taskId);
        },
        async chunk(chunks) {
          conversation.amend(call, { message: { ...(call.message as object), chunks: [...chunks] } });
          await attempt.chunk(chunks.length);
        },
      });
      conversation.amend(call, { message: { ...(call.message as object), eof: true } });
      tasks.running(call.task ?? '').uploads.push(upload);
      return {};
    },
  };
}

function finishOf(request: BatonServiceFinishTaskRequest): Finish {
  const { status, finalState } = request;
  if (finalState.case !== 'error') return { outcome: 'success', request };
  const { nonRetryable } = finalState.value;
  return { outcome: 'error', code: status?.code ?? 0, message: status?.message ?? '', nonRetryable, request };
}
