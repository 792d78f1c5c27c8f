import { create } from '@bufbuild/protobuf';
import { anyIs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { TaskError } from '../conductorone/task.ts';
import { ConfluenceError } from '../confluence/error.ts';
import {
  GrantAlreadyExistsSchema,
  GrantAlreadyRevokedSchema,
} from '../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import {
  Task_GrantTaskSchema,
  Task_RevokeTaskSchema,
} from '../proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { parseGrantId } from '../provisioning/entitlement.ts';
import { provisioningHandlers } from '../provisioning/handlers.ts';
import type { RunContext } from './context.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import type { Reporter } from './reporter.ts';
import type { Settings } from './settings.ts';
import { type Failing, runSingle } from './single-run.ts';

/** What somebody is to hold, or not to hold any more. */
export interface SingleChange {
  readonly held: boolean;
  /** The id of an entitlement. */
  readonly entitlement: string;
  readonly principal: { readonly resourceType: string; readonly resource: string };
}

const failing: Failing = {
  explained: [ConfluenceError, TaskError],
  consequence: '',
  codeOf: (error) =>
    error instanceof TaskError && error.code === Code.InvalidArgument ? exitCode.usage : exitCode.failed,
};

/** What the settings ask to grant or to revoke; undefined if they ask for a sync. Conflicts are ruled out before. */
export function singleChangeOf(settings: Settings): SingleChange | undefined {
  const { 'grant-entitlement': entitlement, 'revoke-grant': revoked } = settings;
  if (entitlement !== undefined) {
    const { 'grant-principal': resource = '', 'grant-principal-type': resourceType = '' } = settings;
    return { held: true, entitlement, principal: { resourceType, resource } };
  }
  const grant = revoked === undefined ? undefined : parseGrantId(revoked);
  return grant && { held: false, ...grant };
}

/** Grants or revokes once, and sees that it has taken effect. What is so already is a success. */
export function runChange(
  { held, entitlement, principal }: SingleChange,
  settings: Settings,
  context: RunContext,
  reporter: Reporter,
): Promise<ExitCode> {
  return runSingle(settings, context, reporter, failing, async ({ signal, logIn }) => {
    const handlers = provisioningHandlers(logIn);
    const named = { entitlement: { id: entitlement }, principal: { id: principal } };
    const task = { id: '', debug: false, signal };
    const { annotations = [] } = held
      ? await handlers.grant(create(Task_GrantTaskSchema, named), task)
      : await handlers.revoke(create(Task_RevokeTaskSchema, { grant: named }), task);
    const already = annotations.some(
      (each) => anyIs(each, GrantAlreadyExistsSchema) || anyIs(each, GrantAlreadyRevokedSchema),
    );
    reporter.note(told(held, already, entitlement));
    return exitCode.done;
  });
}

function told(held: boolean, already: boolean, entitlement: string): string {
  if (already) {
    return held
      ? `Already granted: the principal holds ${entitlement}. Nothing was changed.`
      : `Already revoked: the principal does not hold ${entitlement}. Nothing was changed.`;
  }
  return held
    ? `Granted: the principal holds ${entitlement} now.`
    : `Revoked: the principal does not hold ${entitlement} any more.`;
}
