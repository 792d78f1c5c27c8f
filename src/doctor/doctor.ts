import type { Check } from '../clients/check.ts';
import { ConductorOne } from '../clients/conductorone.ts';
import type { ClusterAccess } from '../clients/kubectl.ts';
import { isSelfHosted } from '../config/derived/names.ts';
import { namespaceKey, namespaceMakers } from '../config/derived/namespaces.ts';
import type { Config, Connector } from '../config/schema/config.ts';
import type { Surroundings } from '../io/io.ts';
import { clusterChecks, clusterDescriptions } from './cluster.ts';
import { confluenceChecks, confluenceDescriptions } from './confluence.ts';
import { loginCheck, lookUpChecks, tenantDescriptions } from './tenant.ts';
import { expiryChecks, tokenDescriptions, tokenOf } from './token.ts';
import { toolChecks, toolDescriptions } from './tools.ts';

/** What doctor looks at: the name of each check, and what it is about, as the file that makes the check says. */
const descriptions = {
  configuration: 'as validate does',
  ...toolDescriptions,
  ...tenantDescriptions,
  ...tokenDescriptions,
  ...confluenceDescriptions,
  ...clusterDescriptions,
} as const;

/** A check of doctor. */
type DoctorCheck = Check<keyof typeof descriptions>;

/** A check, and what it is about: a connector's name, `tools` or `conductorone`. */
export interface Finding {
  readonly subject: string;
  readonly check: DoctorCheck;
}

/** The checks and what each is about, one below the other. */
export function checksHelp(): string {
  const byDescription = Map.groupBy(Object.entries(descriptions), ([, description]) => description);
  return Array.from(byDescription, ([description, checks]) => {
    const names = checks.map(([name]) => name).join(', ');
    return names.length < 14
      ? `  ${names.padEnd(16)}${description}`
      : `  ${names}\n${' '.repeat(18)}${description}`;
  }).join('\n');
}

/**
 * Looks whether a deployment will find what it needs; changes nothing anywhere.
 * @param connectors those of the configuration to look at
 * @param cluster the one to look at, where it is not the configuration's
 * @returns findings in an order that is always the same
 */
export async function examine(
  config: Config,
  connectors: readonly Connector[],
  cluster: ClusterAccess,
  surroundings: Surroundings,
): Promise<readonly Finding[]> {
  const { environment } = surroundings;
  const conductorOne = ConductorOne.of(config.conductorone, environment);
  const login = loginCheck(config.conductorone, conductorOne);
  const makers = namespaceMakers(config);
  const ofConnector = async (connector: Connector): Promise<readonly DoctorCheck[]> => {
    const lookUps = async () =>
      conductorOne && (await login).state === 'ok' ? lookUpChecks(conductorOne, connector) : [];
    const token = tokenOf(connector, connectors, environment);
    const parts = await Promise.all([
      expiryChecks(connector),
      'state' in token
        ? [token]
        : confluenceChecks(connector, token, { gateway: environment['BATON_GATEWAY_URL'], environment }),
      lookUps(),
      isSelfHosted(connector)
        ? clusterChecks(connector, cluster, makers.has(namespaceKey(connector)), surroundings)
        : [],
    ]);
    return parts.flat();
  };
  const [tools, ...others] = await Promise.all([
    toolFindings(surroundings, needsKubectl(connectors, cluster)),
    login.then((check) => findings('conductorone', [check])),
    ...connectors.map(async (connector) => findings(connector.name, await ofConnector(connector))),
  ]);
  return [tools, ...others].flat();
}

/** What is on this machine. @param kubectl whether that is needed */
export async function toolFindings(
  surroundings: Surroundings,
  kubectl: boolean,
): Promise<readonly Finding[]> {
  return findings(
    'tools',
    await toolChecks(surroundings.environment, { kubectl, directory: surroundings.directory }),
  );
}

function findings(subject: string, checks: readonly DoctorCheck[]): readonly Finding[] {
  return checks.map((check) => ({ subject, check }));
}

/** A deployment by Terraform watches the rollout; by GitOps, it is needed to look at a cluster that is named. */
function needsKubectl(connectors: readonly Connector[], { context }: ClusterAccess): boolean {
  return connectors.some(
    ({ hosting }) =>
      hosting.type === 'self-hosted' && (hosting.delivery === 'terraform' || context !== undefined),
  );
}
