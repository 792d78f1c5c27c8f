import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../src/config/schema/config.ts';

const stateFile = /^terraform\.(.+)\.tfstate$/;

/**
 * What is still deployed though the configuration does not have it any more, such as a connector that was renamed, as
 * far as the state is kept in files beside cdktf.json: nothing destroys it.
 * @returns sentences
 */
export function orphanedStateNotes({ state, connectors }: Config, project: string): readonly string[] {
  if (state) return [];
  const names = new Set(connectors.map(({ name }) => name));
  return readdirSync(project)
    .flatMap((file) => stateFile.exec(file)?.[1] ?? [])
    .filter((name) => !names.has(name) && holdsResources(join(project, `terraform.${name}.tfstate`)))
    .map(
      (name) =>
        `terraform.${name}.tfstate: the connector ${name} is still deployed, but no longer in the configuration. If it is to go, write it there once more and run "npx cdktf destroy ${name}".`,
    );
}

function holdsResources(file: string): boolean {
  try {
    const { resources = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly resources?: readonly unknown[];
    };
    return resources.length > 0;
  } catch {
    // Whatever is wrong with it, the connectors that there are can be deployed.
    return false;
  }
}
