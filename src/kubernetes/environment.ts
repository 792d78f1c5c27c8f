import { runtimeSettingNames, variableOfKey } from '../config/runtime-settings.ts';
import type { SelfHostedConnector } from '../config/schema.ts';

/** The port of the connector's health server. */
export const healthPort = 8081;

/** Where the connector may write: the rest of its file system is read-only. */
export const temporaryFolder = '/tmp';

/** Where the extra certificate authorities are mounted. */
export const caFolder = '/etc/confluence-connector/ca';

/**
 * The connector's settings as the environment variables that its binary reads: `BATON_` and the flag in upper
 * case, lists comma-separated. Secrets, site and user name are not among them: they come from the Secret.
 * @returns pairs in a fixed order; a setting that is at the binary's default is left out
 */
export function environment(connector: SelfHostedConnector): Readonly<Record<string, string>> {
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
  };
}
