import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Faults } from './faults.ts';
import { generateSite } from './generate.ts';
import { Simulator } from './simulator.ts';
import type { RoleMode } from './site.ts';

// `npm run simulator`: a made-up Confluence Cloud site to try a connector on, until Ctrl-C ends it.

interface Options {
  readonly seed: number;
  readonly users: number;
  readonly groups: number;
  readonly spaces: number;
  readonly permissions: number;
  readonly roleMode: RoleMode;
  readonly port?: number;
  readonly tls?: true;
  readonly latency?: readonly [number, number];
  readonly storm: number;
  readonly unavailable: number;
  readonly errors: number;
  readonly drops: number;
  readonly retryAfter: number;
  readonly budget?: number;
}

function whole(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}

function range(value: string): readonly [number, number] {
  const [, least, most] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  if (least === undefined) throw new InvalidArgumentError('It must be milliseconds: 50 or 20-200.');
  return [Number(least), Number(most ?? least)];
}

const command = new Command('npm run simulator --')
  .description('A stand-in for a Confluence Cloud site, made up from a seed.')
  .option('--seed <number>', 'what the site, the faults and the tokens follow from', whole, 1)
  .option('--users <number>', 'accounts', whole, 50)
  .option('--groups <number>', 'groups', whole, 10)
  .option('--spaces <number>', 'spaces', whole, 20)
  .option('--permissions <number>', 'permissions of all spaces together', whole, 500)
  .addOption(
    new Option('--role-mode <mode>', 'how far the site is on its way to roles')
      .choices(['PRE_ROLES', 'ROLES_TRANSITION', 'ROLES'])
      .default('ROLES'),
  )
  .option('--port <number>', 'port on 127.0.0.1 (default: a free one)', whole)
  .option('--tls', 'serve HTTPS, with a certificate authority of its own')
  .option('--latency <ms>', 'how long each answer takes: 50 or 20-200', range)
  .option('--storm <share>', 'share of requests answered 429', share, 0)
  .option('--unavailable <share>', 'share of requests answered 503 with Retry-After', share, 0)
  .option('--errors <share>', 'share of requests answered 500', share, 0)
  .option('--drops <share>', 'share of connections closed before an answer', share, 0)
  .option('--retry-after <seconds>', 'what Retry-After says', whole, 1)
  .option('--budget <requests>', 'requests allowed in a second; more are answered 429', whole)
  .parse();
const options = command.opts<Options>();

const faults: Faults = {
  ...(options.latency && { latencyMs: options.latency }),
  shares: { 429: options.storm, 503: options.unavailable, 500: options.errors, dropped: options.drops },
  retryAfterSeconds: options.retryAfter,
  ...(options.budget !== undefined && { budget: { requests: options.budget, windowSeconds: 1 } }),
};

// From here on, an end by a signal leaves nothing behind.
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const folder = options.tls && (await mkdtemp(join(tmpdir(), 'confluence-simulator-')));
const simulator = await start().catch(async (error: Error) => {
  await cleanUp();
  return command.error(`error: ${error.message}`);
});

async function start(): Promise<Simulator> {
  const { seed, port = 0 } = options;
  const site = generateSite(options);
  return Simulator.start({ site, seed, port, faults, ...(folder && { tls: { folder } }) });
}

async function cleanUp(): Promise<void> {
  if (folder) await rm(folder, { recursive: true });
}

const { url, gatewayUrl, auth, environment } = simulator;
const { seed, users, groups, spaces, permissions } = options;
process.stdout.write(`A Confluence site with ${users} users, ${groups} groups, ${spaces} spaces and ${permissions} permissions (seed ${seed}).

site              ${url}
user name         ${auth.username}
API token         ${auth.token}
at the gateway    ${gatewayUrl}
scoped API token  ${auth.scopedToken}

To try a connector on it:

${Object.entries(environment)
  .map(([name, value]) => `export ${name}=${value}\n`)
  .join('')}
To look at it:

curl ${folder ? `--cacert ${simulator.caFile} ` : ''}-u ${auth.username}:${auth.token} '${url}/wiki/api/v2/spaces?limit=2'

Ctrl-C ends it.
`);

await interrupted;
await simulator.stop();
await cleanUp();
process.stdout.write(`\n${simulator.requests.length} requests.\n`);
