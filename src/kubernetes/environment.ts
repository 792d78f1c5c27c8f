import { domainUrl } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { runtimeSettingNames, variableOfKey } from '../config/schema/runtime-settings.ts';

/** The port of the connector's health server. */
export const healthPort = 8081;

/** Where the connector may write: the rest of its file system is read-only. */
export const temporaryFolder = '/tmp';

/** Where the extra certificate authorities are mounted. */
export const caFolder = '/etc/confluence-connector/ca';

/** Where the Secret is mounted, if it is: one file for each of its keys. */
export const secretFolder = '/etc/confluence-connector/secret';

/** The keys of the Secret that are mounted. */
export const mountedKeys = [
  'BATON_CLIENT_ID',
  'BATON_CLIENT_SECRET',
  'BATON_API_KEY',
  'BATON_USERNAME',
] as const;

/**
 * The connector's settings as the environment variables that its binary reads: `BATON_` and the flag in upper
 * case, lists comma-separated. What the Secret holds is not among them: either its keys are variables too, or these
 * name its files. Those cannot name the site, which is no secret.
 * @returns pairs in a fixed order; a setting that is at the binary's default is left out
 */
export function environment(connector: SelfHostedConnectorConfig): Readonly<Record<string, string>> {
  const { hosting, skipPersonalSpaces, cloudId } = connector;
  const { entitlements, proxy, caBundle } = hosting;
  return {
    BATON_LOG_LEVEL: hosting.logLevel,
    BATON_HEALTH_CHECK: 'true',
    // Every address, of IPv4 and of IPv6, to the vendor's connector and ours. The pod's own would do for the
    // kubelet, but leave out the loopback interface, which port forwarding comes by.
    BATON_HEALTH_CHECK_BIND_ADDRESS: '0.0.0.0',
    BATON_HEALTH_CHECK_PORT: String(healthPort),
    ...(skipPersonalSpaces && { BATON_SKIP_PERSONAL_SPACES: 'true' }),
    ...(entitlements.nouns && { BATON_NOUN: entitlements.nouns.join(',') }),
    ...(entitlements.verbs && { BATON_VERB: entitlements.verbs.join(',') }),
    ...(hosting.useRbac && { BATON_USE_RBAC: 'true' }),
    ...(hosting.provisioning && { BATON_PROVISIONING: 'true' }),
    ...(cloudId && { BATON_CLOUD_ID: cloudId }),
    ...Object.fromEntries(
      runtimeSettingNames.flatMap((name) => {
        const value = hosting[name];
        return value === undefined || value === false ? [] : [[variableOfKey(name), String(value)]];
      }),
    ),
    ...(proxy && { HTTPS_PROXY: proxy.https }),
    ...(proxy && proxy.noProxy.length > 0 && { NO_PROXY: proxy.noProxy.join(',') }),
    // The first is read by Go programs, in addition to the system's bundle; the second by Node.
    ...(caBundle && { SSL_CERT_DIR: caFolder, NODE_EXTRA_CA_CERTS: `${caFolder}/${caBundle.key}` }),
    TMPDIR: temporaryFolder,
    ...(hosting.mountSecret && {
      BATON_DOMAIN_URL: domainUrl(connector),
      ...Object.fromEntries(mountedKeys.map((key) => [`${key}_FILE`, `${secretFolder}/${key}`])),
    }),
  };
}
