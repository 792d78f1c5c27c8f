import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { type Workspace, workspace } from '../cli/workspace.ts';
import { ConductorOne } from '../conductorone/server.ts';
import { generateSite } from '../simulator/generate.ts';
import { Simulator, type SimulatorOptions } from '../simulator/simulator.ts';
import { temporaryFolder } from '../support/files.ts';

type Texts = Readonly<Record<string, string>>;

/** What doctor says of one thing. */
export interface Found {
  readonly subject: string;
  readonly name: string;
  readonly state: string;
  readonly message: string;
  readonly remedy?: string;
  readonly details?: object;
}

/** Confluence and ConductorOne as a deployment meets them, by TLS, and a machine with all its tools. */
export class Outside {
  readonly simulator: Simulator;
  readonly conductorOne: ConductorOne;
  /** Credentials for both. */
  readonly environment: Texts;

  private constructor(simulator: Simulator, conductorOne: ConductorOne, environment: Texts) {
    this.simulator = simulator;
    this.conductorOne = conductorOne;
    this.environment = environment;
  }

  static async start(options: Partial<SimulatorOptions> = {}): Promise<Outside> {
    const folder = await temporaryFolder();
    const site = generateSite({ users: 30, groups: 5, spaces: 7 });
    const simulator = await Simulator.start({ site, tls: { folder }, ...options });
    const conductorOne = await ConductorOne.start(folder);
    const authorities = await Promise.all(
      [simulator.caFile ?? '', conductorOne.caFile].map((file) => readFile(file, 'utf8')),
    );
    const authority = join(folder, 'authorities.pem');
    await writeFile(authority, authorities.join('\n'));
    return new Outside(simulator, conductorOne, {
      NODE_EXTRA_CA_CERTS: authority,
      BATON_GATEWAY_URL: simulator.environment['BATON_GATEWAY_URL'] ?? '',
      CONDUCTORONE_CLIENT_ID: conductorOne.credentials.clientId,
      CONDUCTORONE_CLIENT_SECRET: conductorOne.credentials.clientSecret,
      TF_VAR_confluence_api_key: simulator.auth.token,
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.simulator.stop(), this.conductorOne.stop()]);
  }

  /** The site as connector.yaml names it. */
  get site(): string {
    return `localhost:${new URL(this.simulator.url).port}`;
  }

  /** A connector that is well, with changes. */
  connector(changes: Partial<ConnectorInput> = {}): ConnectorInput {
    return {
      site: this.site,
      allowCustomHost: true,
      username: this.simulator.auth.username,
      app: { create: { displayName: 'Confluence' } },
      hosting: { type: 'cloud' },
      ...changes,
    };
  }

  /** A workspace with these connectors. @param environment added, or in place of what is there */
  async workspace(connectors: readonly ConnectorInput[], environment: Texts = {}): Promise<Workspace> {
    const conductorone = { serverUrl: this.conductorOne.url };
    return workspace(
      { 'connector.yaml': stringify({ conductorone, connectors }) },
      { ...this.environment, PATH: await toolbox(), ...environment },
    );
  }

  /** What doctor says of one connector, by check. */
  async examine(connector: ConnectorInput, environment: Texts = {}): Promise<ReadonlyMap<string, Found>> {
    const { run } = await this.workspace([connector], environment);
    const { exitCode, stdout } = await run('doctor', '--json');
    const { ok, checks } = JSON.parse(stdout) as { readonly ok: boolean; readonly checks: readonly Found[] };
    expect({ exitCode, ok }).toEqual(
      checks.some(({ state }) => state === 'failed') ? { exitCode: 1, ok: false } : { exitCode: 0, ok: true },
    );
    const wanted = checks.filter(({ subject }) => subject === (connector.name ?? 'confluence'));
    return new Map(wanted.map(({ subject, ...check }) => [check.name, check as Found]));
  }
}

/** A PATH with Terraform, CDKTF and kubectl on it, in name. */
export async function toolbox(versions: Texts = {}): Promise<string> {
  const { terraform = '1.11.4', cdktf = '0.21.0', kubectl = '1.32.4' } = versions;
  return pathWith({
    terraform: `echo '{ "terraform_version": "${terraform}" }'`,
    cdktf: `echo ${cdktf}`,
    kubectl: `echo '{ "clientVersion": { "gitVersion": "v${kubectl}" } }'`,
  });
}

/** A PATH with these programs on it, each a script of the shell, and no others. */
export async function pathWith(programs: Texts): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}
