import { describe, expect, test } from '@jest/globals';
import { saidOf, testMistakes } from './mistakes/check.ts';
import { combinationMistakes } from './mistakes/combinations.ts';
import { podSecurityMistakes } from './mistakes/pod-security.ts';
import { settingMistakes } from './mistakes/settings.ts';
import { workloadMistakes } from './mistakes/workload.ts';

describe('its workload', () => {
  testMistakes(workloadMistakes);

  test('in words', () => {
    expect(saidOf(workloadMistakes)).toMatchInlineSnapshot(`
"connector.yaml:10:67: connectors[0].hosting.env[0].valueFrom.secretKeyRef.key: "...": not a key of a ConfigMap or a Secret. Write it as in a Pod’s spec.
connector.yaml:10:35: connectors[0].hosting.resources.limits.cpu: "1.2345k": not a Kubernetes quantity of up to three decimals. Write it like "250m".
connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "1.1Gi": not a Kubernetes quantity of whole bytes. Write it like "512Mi".
connector.yaml:10:39: connectors[0].hosting.caBundle.key: "..pem": not a ConfigMap key. Name a key of the ConfigMap.
connector.yaml:10:22: connectors[0].hosting.annotations.4: Kustomize takes it for a number, a date, true, false or null. Write a mapping from keys to text.
connector.yaml:10:23: connectors[0].hosting.proxy.https: "http://proxy:0": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:10:18: connectors[0].hosting.namespace: "wiki": expected a mapping. Write namespace: { name: conductorone, create: true }.
connector.yaml:10:26: connectors[0].hosting.namespace.name: "Wiki": not a DNS label. Use up to 63 lower-case letters, digits and "-".
connector.yaml:10:20: connectors[0].hosting.namespace.craete: unknown key. Did you mean "create"?
connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki 1.0.0": not an image reference. Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".
connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki@sha256:abc": not an image reference. Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".
connector.yaml:10:25: connectors[0].hosting.imagePullSecrets: (value hidden): expected a list. Write a list of Secret names.
connector.yaml:10:26: connectors[0].hosting.imagePullSecrets[0]: "my_registry": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".
connector.yaml:10:38: connectors[0].hosting.entitlements.nouns[1]: "pages": unknown value (did you mean "page"?). Write attachment, blogpost, comment, page, space, or leave nouns out for all.
connector.yaml:10:37: connectors[0].hosting.entitlements.verbs[1]: "write": unknown value. Write administer, archive, create, delete, export, read, restrict_content, update, or leave verbs out for all.
connector.yaml:10:30: connectors[0].hosting.entitlements.nouns: []: must not be empty. Write a list of attachment, blogpost, comment, page, space, or leave it out for all.
connector.yaml:10:30: connectors[0].hosting.entitlements.nouns: "space": expected a list. Write a list of attachment, blogpost, comment, page, space, or leave it out for all.
connector.yaml:10:17: connectors[0].hosting.logLevel: "verbose": unknown value. Write debug, info, warn or error.
connector.yaml:10:37: connectors[0].hosting.resources.requests.cpu: 1: expected text. Write it like "250m".
connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "512 MB": not a Kubernetes quantity of whole bytes. Write it like "512Mi".
connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "512K": not a Kubernetes quantity of whole bytes. Write it like "512Mi".
connector.yaml:10:20: connectors[0].hosting.resources.limit: unknown key. Did you mean "limits"?
connector.yaml:10:43: connectors[0].hosting.nodeSelector["acme.com/dedicated"]: true: expected text. Write text; numbers, true and false go in quotes.
connector.yaml:10:23: connectors[0].hosting.nodeSelector["/dedicated"]: not a label key. Write a mapping from node labels to text.
connector.yaml:10:21: connectors[0].hosting.tolerations[0]: "dedicated": expected a mapping. Give key, operator, value and effect as in a pod spec.
connector.yaml:10:47: connectors[0].hosting.tolerations[0].effect: "Noschedule": unknown value (did you mean "NoSchedule"?). Write NoSchedule, PreferNoSchedule or NoExecute.
connector.yaml:10:49: connectors[0].hosting.tolerations[0].operator: "In": unknown value. Write Equal or Exists.
connector.yaml:10:26: connectors[0].hosting.priorityClassName: "High Priority": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".
connector.yaml:10:14: connectors[0].hosting.proxy: "http://proxy.acme.internal:3128": expected a mapping. Give at least https.
connector.yaml:10:23: connectors[0].hosting.proxy.https: "proxy.acme.internal:3128": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:10:23: connectors[0].hosting.proxy.https: "http://proxy:65536": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:10:23: connectors[0].hosting.proxy.https: (value hidden): not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:10:23: connectors[0].hosting.proxy.https: (value hidden): not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:10:54: connectors[0].hosting.proxy.noProxy[0]: "a, b": not a host, domain or CIDR. Write one host, domain or CIDR per entry.
connector.yaml:10:17: connectors[0].hosting.caBundle.configMap: missing. Write a name of lower-case letters, digits, "-" and ".".
connector.yaml:10:17: connectors[0].hosting.labels.app: a label key that the workload sets itself. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.
connector.yaml:10:28: connectors[0].hosting.labels["app.kubernetes.io/name"]: a label key that the workload sets itself. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.
connector.yaml:10:17: connectors[0].hosting.labels["my team"]: not a label key. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.
connector.yaml:10:23: connectors[0].hosting.labels.team: "identity & access": not a label value (up to 63 letters, digits, "-", "_" and "."). Write text; numbers, true and false go in quotes.
connector.yaml:10:29: connectors[0].hosting.labels.costCentre: 42: expected text. Write text; numbers, true and false go in quotes.
connector.yaml:10:49: connectors[0].hosting.labels[key hidden]: 42: expected text. Write text; numbers, true and false go in quotes.
connector.yaml:10:41: connectors[0].hosting.annotations["acme.com/reviewed"]: true: expected text. Write text; numbers, true and false go in quotes.
connector.yaml:10:22: connectors[0].hosting.annotations["acme.com/"]: not an annotation key. Write a mapping from keys to text.
connector.yaml:10:17: connectors[0].hosting.platform: "eks": unknown value. Write kubernetes, openshift or gke-autopilot.
connector.yaml:10:17: connectors[0].hosting.replicas: 0: below 1. Write a whole number from 1 to 20.
connector.yaml:10:17: connectors[0].hosting.replicas: 21: above 20. Write a whole number from 1 to 20.
connector.yaml:10:28: connectors[0].hosting.egressPorts[1]: 65536: above 65535. Write a whole number from 1 to 65535.
connector.yaml:11:19: connectors[0].hosting.gatewayUrl: "https://gateway.acme.com:65536/ex": not an https URL. Write it like "https://api.atlassian.com/ex/confluence".
connector.yaml:10:24: connectors[0].hosting.imagePullPolicy: "Sometimes": unknown value. Write Always, IfNotPresent or Never.
connector.yaml:10:49: connectors[0].hosting.resources.limits.ephemeral-storage: "1.1Gi": not a Kubernetes quantity of whole bytes. Write it like "2Gi".
connector.yaml:10:14: connectors[0].hosting.pod.hostNetwork: unknown key. Known keys: affinity, topologySpreadConstraints, runtimeClassName, schedulerName, dnsPolicy, dnsConfig, hostAliases, initContainers, containers, volumes.
connector.yaml:10:35: connectors[0].hosting.pod.volumes[0].hostPath: unknown key. Known keys: name, emptyDir, configMap, secret, persistentVolumeClaim.
connector.yaml:10:22: connectors[0].hosting.networkPolicy: "strict": expected true or false. Write true or false, without quotes.
connector.yaml:10:23: connectors[0].hosting.secretRevision: 0: below 1. Write a whole number from 1 on.
connector.yaml:10:23: connectors[0].hosting.secretRevision: 1.5: expected a whole number. Write a whole number from 1 on.
connector.yaml:10:23: connectors[0].hosting.secretRevision: 1000001: above 1000000. Write a whole number from 1 on."
`);
  });
});

describe('the settings of its program', () => {
  testMistakes(settingMistakes);

  test('in words', () => {
    expect(saidOf(settingMistakes)).toMatchInlineSnapshot(`
"connector.yaml:10:18: connectors[0].hosting.maxShrink: the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.
connector.yaml:11:27: connectors[0].hosting.skipArchivedSpaces: the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.
connector.yaml:11:18: connectors[0].hosting.timeLimit: the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.
connector.yaml:10:20: connectors[0].hosting.mountSecret: the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.
connector.yaml:11:16: connectors[0].hosting.workers: 1000: above 256. Write a whole number from -1 to 256.
connector.yaml:12:18: connectors[0].hosting.maxShrink: 0.5: expected text. Write it like "30%".
connector.yaml:13:18: connectors[0].hosting.timeLimit: 90: expected text. Write it like "90s", "10m" or "1h".
connector.yaml:14:24: connectors[0].hosting.acceptShrinkage: "people=3": not a list of counts. Write it as the refused sync says, e.g. "users=120,grants-on-spaces=443".
connector.yaml:15:18: connectors[0].hosting.logFormat: "text": unknown value. Write json or console.
connector.yaml:10:21: connectors[0].hosting.env[0].name: "BATON_WORKERS": has a key of its own. Write hosting.workers.
connector.yaml:10:58: connectors[0].hosting.env[1].name: "BATON_NOUN": has a key of its own. Write hosting.entitlements.nouns.
connector.yaml:10:21: connectors[0].hosting.env[0].name: "BATON_API_KEY": the workload sets it itself. Leave it out.
connector.yaml:10:96: connectors[0].hosting.env[1].name: "TMPDIR": the workload sets it itself. Leave it out.
connector.yaml:11:21: connectors[0].hosting.env[0].name: "https_proxy": hosting.proxy sets it. Leave out one of the two.
connector.yaml:11:21: connectors[0].hosting.env[0].name: "BATON_TICKETING": confluence-sync has no such setting. Leave it out.
connector.yaml:10:46: connectors[0].hosting.env[1].name: "A": named twice. Remove one.
connector.yaml:10:13: connectors[0].hosting.env[0]: needs exactly one of value, valueFrom. Give one.
connector.yaml:10:26: connectors[0].hosting.env[1]: needs exactly one of value, valueFrom. Give one.
connector.yaml:10:40: connectors[0].hosting.env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.
connector.yaml:10:39: connectors[0].hosting.env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.
connector.yaml:10:56: connectors[0].hosting.env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.
connector.yaml:10:23: connectors[0].hosting.ignoreChanges[0]: "image": not a part of the Deployment. Write replicas, resources, env, containers, initContainers, volumes, tolerations, nodeSelector, affinity, topologySpreadConstraints, imagePullSecrets, securityContext, priorityClassName, runtimeClassName, schedulerName, dnsConfig, hostAliases, or a key such as podLabels[acme.com/team] or podAnnotations[…].
connector.yaml:10:30: connectors[0].hosting.ignoreChanges[1]: "podAnnotations[confluence-connector/secret-revision]": not a part of the Deployment. Write replicas, resources, env, containers, initContainers, volumes, tolerations, nodeSelector, affinity, topologySpreadConstraints, imagePullSecrets, securityContext, priorityClassName, runtimeClassName, schedulerName, dnsConfig, hostAliases, or a key such as podLabels[acme.com/team] or podAnnotations[…]."
`);
  });
});

describe('Pod Security', () => {
  testMistakes(podSecurityMistakes);

  test('in words', () => {
    expect(saidOf(podSecurityMistakes)).toMatchInlineSnapshot(`
"connector.yaml:10:48: connectors[0].hosting.namespace.podSecurity: not used with create: false: the owner of the namespace sets its level. Leave out one of the two.
connector.yaml:10:79: connectors[0].hosting.pod.containers[0].securityContext.privileged: "restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged.
connector.yaml:10:78: connectors[0].hosting.pod.containers[0].securityContext.runAsUser: "restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged."
`);
  });
});

describe('combinations', () => {
  testMistakes(combinationMistakes);

  test('in words', () => {
    expect(saidOf(combinationMistakes)).toMatchInlineSnapshot(`
"connector.yaml:8:5: connectors[0].site: written more than once. Keep one.
connector.yaml:7:1: conductorone: written more than once. Keep one.
connector.yaml:1:15: conductorone: one of tenant, serverUrl is missing. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:1:15: conductorone: tenant and serverUrl exclude each other. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:17:11: connectors[2].name: "wiki": two connectors have this name. Give each a name of its own.
connector.yaml:7:5: connectors[1].name: "confluence": two connectors have this name. Give each a name of its own.
connector.yaml:9:35: connectors[1].app.create.displayName: "Wiki": another connector makes an app of this name. Choose another name, or use app: { existing: … } with that app.
connector.yaml:17:18: connectors[1].hosting.namespace: "conductorone": another connector already makes this namespace. Set namespace.create to false here.
connector.yaml:14:7: connectors[1].hosting.namespace: "conductorone": another connector already makes this namespace. Set namespace.create to false here.
connector.yaml:7:41: connectors[0].owners[2]: "Jo@acme.com": named twice. Remove one.
connector.yaml:10:38: connectors[0].hosting.entitlements.nouns[1]: "space": named twice. Remove one.
connector.yaml:10:60: connectors[0].hosting.entitlements.verbs[1]: "read": named twice. Remove one.
connector.yaml:10:15: connectors[0].hosting.adopt[0]: "Namespace": not part of the workload, as namespace.create is false. Leave out one of the two.
connector.yaml:10:26: connectors[0].hosting.adopt[1]: "NetworkPolicy": not part of the workload, as networkPolicy is false. Leave out one of the two.
connector.yaml:10:41: connectors[0].hosting.adopt[2]: "PodDisruptionBudget": not part of the workload, as replicas is 1. Leave out one of the two.
connector.yaml:10:36: connectors[0].hosting.imagePullSecrets[1]: "registry": named twice. Remove one.
connector.yaml:10:66: connectors[0].hosting.proxy.noProxy[1]: "10.0.0.0/8": named twice. Remove one.
connector.yaml:3:11: connectors[0].site: "acme.atlasian.net": not a host under atlassian.net. Did you mean acme.atlassian.net?
connector.yaml:3:11: connectors[0].site: "acme.atlassian.com": not a host under atlassian.net. Did you mean acme.atlassian.net?
connector.yaml:3:11: connectors[0].site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.
connector.yaml:3:11: connectors[0].site: "confluence.acme.com:8443": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.
connector.yaml:3:11: connectors[0].site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.
connector.yaml:3:11: connectors[0].site: "acme.atlassian.net.example.com": not a host under atlassian.net. Did you mean acme.atlassian.net?
connector.yaml:3:11: connectors[0].site: "atlassian.net": not a host under atlassian.net. Did you mean <name>.atlassian.net?
connector.yaml:7:14: connectors[0].cloudId: a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.
connector.yaml:10:14: connectors[0].cloudId: the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.
connector.yaml:11:14: connectors[0].cloudId: the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.
connector.yaml:10:14: connectors[0].hosting.image: "ghcr.io/conductorone/baton-confluence:0.0.24": ghcr.io has no version after 0.0.18. Write public.ecr.aws/conductorone/baton-confluence:0.0.24.
connector.yaml:10:14: connectors[0].hosting.image: "public.ecr.aws/conductorone/baton-confluence:v0.0.24": the vendor’s tags have no "v". Leave it out.
connector.yaml:11:16: connectors[0].hosting.useRbac: the vendor’s image on ghcr.io, 0.0.18 at most, has no such setting. Set hosting.image to public.ecr.aws/conductorone/baton-confluence:0.0.24.
connector.yaml:10:25: connectors[0].apiKey.variable: not used with delivery: gitops. Leave it out: hosting.secrets says where the API token comes from.
connector.yaml:9:36: connectors[0].hosting.secrets.path: "kustomization.yaml": rendering writes this file itself. Choose another name, or leave path out.
connector.yaml:9:36: connectors[0].hosting.secrets.path: "Kustomization.yml": rendering writes this file itself. Choose another name, or leave path out.
connector.yaml:9:36: connectors[0].hosting.secrets.path: "namespace.yaml": rendering writes this file itself. Choose another name, or leave path out.
connector.yaml:9:36: connectors[0].hosting.secrets.path: "template/a.yaml": rendering writes this file itself. Choose another name, or leave path out.
connector.yaml:9:36: connectors[0].hosting.secrets.path: "baton-confluence.yaml": rendering writes this file itself. Choose another name, or leave path out.
connector.yaml:7:24: connectors[0].apiKey.expires: "2026-11-22": the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.
connector.yaml:10:21: connectors[0].hosting.entitlements: these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.
connector.yaml:10:21: connectors[0].hosting.entitlements: these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.
connector.yaml:11:21: connectors[0].hosting.entitlements: not used with useRbac: true, which syncs space roles instead. Leave out one of the two.
connector.yaml:10:37: connectors[0].hosting.resources.requests.cpu: "2": more than the limit, "1500m". Lower the request or raise resources.limits.cpu.
connector.yaml:10:50: connectors[0].hosting.resources.requests.memory: "1Gi": more than the limit, "1000M". Lower the request or raise resources.limits.memory.
connector.yaml:10:51: connectors[0].hosting.resources.requests.ephemeral-storage: "2Gi": more than the limit, "1Gi". Lower the request or raise resources.limits.ephemeral-storage.
connector.yaml:11:20: connectors[0].hosting.egressPorts: not used with networkPolicy: false, which closes no port. Leave out one of the two.
connector.yaml:10:76: connectors[0].hosting.pod.containers[0].name: "baton-confluence": the connector’s own container. Choose another name; what it runs is hosting.image.
connector.yaml:10:114: connectors[0].hosting.pod.containers[1].name: "a": named twice. Choose another name.
connector.yaml:10:109: connectors[0].hosting.pod.containers[0].volumeMounts[0].name: "ca": no such volume. Add it to hosting.pod.volumes.
connector.yaml:10:32: connectors[0].hosting.pod.volumes[0].name: "tmp": named twice, or the connector’s own. Choose another name.
connector.yaml:10:53: connectors[0].hosting.pod.volumes[1]: needs exactly one of emptyDir, configMap, secret, persistentVolumeClaim. Give one.
connector.yaml:10:78: connectors[0].hosting.pod.containers[0].env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.
connector.yaml:10:89: connectors[0].hosting.pod.containers[0].env[1]: needs exactly one of value, valueFrom. Give one.
connector.yaml:10:63: connectors[0].hosting.pod.containers[0].livenessProbe: needs exactly one of httpGet, tcpSocket, exec. Give one.
connector.yaml:10:25: connectors[0].hosting.pod.dnsPolicy: None needs dnsConfig.nameservers. Give one at least.
connector.yaml:10:18: connectors[0].hosting.resources.requests.cpu: "100m": more than the limit, "50m". Lower the request or raise resources.limits.cpu.
connector.yaml:10:21: connectors[0].hosting.tolerations[0]: key is missing. Give key, or operator: Exists alone to tolerate every taint.
connector.yaml:10:64: connectors[0].hosting.tolerations[0].value: not used with operator: Exists. Leave out one of the two.
connector.yaml:10:78: connectors[0].hosting.tolerations[0].tolerationSeconds: needs effect: NoExecute. Set it, or leave this out.
connector.yaml:5:54: connectors[0].app.create.description: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:3:11: connectors[0].site: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:10:28: connectors[0].hosting.annotations.note: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:10:17: connectors[0].hosting.labels[key hidden]: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it."
`);
  });
});
