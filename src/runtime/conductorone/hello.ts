import { readFile } from 'node:fs/promises';
import { hostname, machine, platform, release } from 'node:os';
import { parseEnv } from 'node:util';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConnectorMetadataSchema } from '../proto/gen/c1/connector/v2/connector_pb.ts';
import type { HelloRequest } from './api.ts';

/** What the connector tells about itself. */
export interface About {
  /** Name of the program, e.g. `confluence-connector`. */
  readonly package: string;
  readonly version: string;
  readonly metadata: MessageInitShape<typeof ConnectorMetadataSchema>;
}

/** A Hello of this program on this machine. Nothing in it is empty, as ConductorOne takes no empty fields. */
export async function helloRequestOf({ package: name, version, metadata }: About): Promise<HelloRequest> {
  const distribution = parseEnv(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const { ID: id = platform(), VERSION_ID: versionId = release(), ID_LIKE: family = id } = distribution;
  return {
    buildInfo: { langVersion: `node ${process.versions.node}`, package: name, packageVersion: version },
    osInfo: {
      hostname: hostname() || 'unknown',
      os: platform(),
      platform: id,
      platformVersion: versionId,
      platformFamily: family.split(' ')[0] || id,
      kernelVersion: release(),
      kernelArch: machine(),
      virtualizationSystem: 'none',
    },
    connectorMetadata: metadata,
  };
}
