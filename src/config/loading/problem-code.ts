/**
 * What kind of problem it is, for programs: a code stays as it is when the sentence beside it is reworded. Those of
 * the first group come of the shape and may stand anywhere; each of the others belongs to one rule.
 */
export type ProblemCode =
  | 'invalid-yaml'
  | 'too-large'
  | 'duplicate-key'
  | 'missing'
  | 'unknown-key'
  | 'invalid-key'
  | 'wrong-type'
  | 'invalid-value'
  | 'exactly-one-required'
  | 'duplicate'
  | 'reserved-name'
  | 'secret-in-file'
  | 'cdktf-reference'
  // The site and the API token.
  | 'unsupported-site'
  | 'scoped-token-with-cloud-hosting'
  | 'scoped-token-with-vendor-image'
  | 'api-key-variable-with-gitops'
  | 'api-token-expired'
  | 'api-token-expires-soon'
  // The app.
  | 'policy-given-twice'
  // Rules for entitlements.
  | 'impossible-rule'
  | 'empty-rule'
  | 'half-emergency-access'
  | 'rule-for-nothing'
  | 'rules-with-rbac'
  | 'rules-for-app-twice'
  // The access review.
  | 'review-of-nothing'
  | 'reviewed-permissions-with-rbac'
  // What is synced.
  | 'no-valid-entitlement'
  | 'entitlements-with-rbac'
  // The workload.
  | 'bundled-image-not-in-registry'
  | 'image-not-in-registry'
  | 'registry-without-new-versions'
  | 'roles-to-tick'
  | 'moving-image-tag'
  | 'reserved-secrets-path'
  | 'request-above-limit'
  | 'egress-ports-without-network-policy'
  | 'toleration-without-key'
  | 'toleration-value-with-exists'
  | 'toleration-seconds-without-no-execute'
  | 'pod-security-of-existing-namespace'
  | 'namespace-created-twice'
  | 'namespace-may-be-created-twice'
  | 'adopted-object-not-in-workload'
  // Variables and settings of the connector's program.
  | 'reserved-variable'
  | 'unsupported-setting'
  // Additions to the pod.
  | 'unknown-volume'
  | 'refused-by-pod-security'
  | 'dns-policy-without-nameservers'
  // Where Terraform keeps its state.
  | 'shared-state'
  | 'expression-in-setting'
  | 'relative-state-path'
  | 'local-execution-required';
