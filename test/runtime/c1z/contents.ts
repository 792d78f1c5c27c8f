import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DescMessage, type JsonValue, type MessageShape, toJson } from '@bufbuild/protobuf';
import type { Completion, CompletionOptions } from '../../../src/runtime/c1z/sync-database.ts';
import { C1zWriter, type C1zWriterOptions } from '../../../src/runtime/c1z/writer.ts';
import { annotations } from '../../../src/runtime/messages/annotation.ts';
import type { Grant } from '../../../src/runtime/proto/gen/c1/connector/v2/grant_pb.ts';
import { temporaryFolder } from '../../support/files.ts';
import { unwrapped } from './edited.ts';
import type { Sample } from './sample.ts';

/** Writes a sample's sync into a file. */
export async function writeSample(
  path: string,
  sample: Sample,
  options: C1zWriterOptions & CompletionOptions = {},
): Promise<Completion & { readonly syncId: string }> {
  const writer = await C1zWriter.create(path, options);
  try {
    addSample(writer, sample);
    const completion = await writer.complete(options);
    await writer.save();
    return { ...completion, syncId: writer.syncId };
  } finally {
    await writer.abort();
  }
}

/** Adds all of a sample's objects to a sync. */
export function addSample(
  writer: C1zWriter,
  { resourceTypes, resources, entitlements, grants }: Sample,
): void {
  writer.addResourceTypes(resourceTypes);
  writer.addResources(resources);
  writer.addEntitlements(entitlements);
  writer.addGrants(grants);
}

/** The database in a .c1z file, opened without any of the product's code. */
export async function databaseIn(path: string): Promise<DatabaseSync> {
  const copy = join(await temporaryFolder(), 'sync.db');
  await writeFile(copy, await unwrapped(path));
  return new DatabaseSync(copy, { readOnly: true });
}

/** A message as JSON, with what is in its annotations. */
export function jsonOf<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonValue {
  return toJson(schema, message, { registry: annotations });
}

/** The same grants ordered by their ids. */
export function byId(grants: Iterable<Grant>): readonly Grant[] {
  return [...grants].sort((a, b) => (a.id < b.id ? -1 : 1));
}
