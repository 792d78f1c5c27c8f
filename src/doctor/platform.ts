import { type Check, Obstacle } from '../clients/check.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';

/** What is looked at here. */
export const platformDescriptions = {
  platform: 'the cluster is OpenShift if the configuration says so, and only then',
} as const;

/** The API group of what assigns users and groups to pods, which OpenShift alone has. */
const assigns = 'security.openshift.io/';

/** Says if a cluster is another platform than its connector says; nothing if it is the same, or cannot be told. */
export async function platformChecks(
  kubectl: Kubectl,
  { hosting: { platform } }: SelfHostedConnectorConfig,
): Promise<readonly Check<'platform'>[]> {
  let versions: readonly string[];
  try {
    versions = await kubectl.apiVersions();
  } catch (error) {
    if (error instanceof Obstacle) return [];
    throw error;
  }
  const isOpenShift = versions.some((version) => version.startsWith(assigns));
  if (isOpenShift === (platform === 'openshift')) return [];
  const name = 'platform';
  return isOpenShift
    ? [
        {
          name,
          state: 'failed',
          message: 'The cluster is OpenShift: it refuses pods that choose their user and group.',
          remedy: 'Write hosting.platform: openshift.',
        },
      ]
    : [
        {
          name,
          state: 'failed',
          message: 'The cluster is not OpenShift: nothing assigns a user and a group to the pod.',
          remedy: 'Leave hosting.platform out.',
        },
      ];
}
