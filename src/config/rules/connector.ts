import { bundledImage } from '../schema/image.ts';
import {
  emptyRule,
  halfEmergencyAccess,
  impossibleRule,
  ruleForNothing,
  ruleGivenTwice,
  rulesWithRbac,
} from './access-rules.ts';
import {
  apiKeyVariableWithGitops,
  expiredApiToken,
  expiringApiToken,
  scopedTokenWithCloudHosting,
  scopedTokenWithVendorImage,
} from './api-token.ts';
import { policyGivenTwice } from './app.ts';
import { entitlementsWithRbac, noValidEntitlement, rolesToTick } from './entitlements.ts';
import { impossibleVariable, unsupportedSetting } from './env.ts';
import {
  bundledImageNotInRegistry,
  movingImageTag,
  vendorImageNotInRegistry,
  vendorImageWithoutNewVersions,
} from './image.ts';
import {
  containerNameInUse,
  dnsPolicyWithoutNameservers,
  impossibleContainerVariable,
  impossibleProbe,
  impossibleVolume,
  unknownVolume,
} from './pod.ts';
import { podSecurityOfExistingNamespace, refusedByPodSecurity } from './pod-security.ts';
import { reviewedPermissionsWithRbac, reviewOfNothing } from './review.ts';
import { type Rule, refuseRepeats } from './rule.ts';
import { unsupportedSite } from './site.ts';
import {
  adoptedObjectNotInWorkload,
  egressPortsWithoutNetworkPolicy,
  impossibleToleration,
  requestAboveLimit,
  reservedSecretsPath,
} from './workload.ts';

/** Combinations within one connector that cannot work. Problems at one place are told in this order. */
export const connectorErrors: readonly Rule[] = [
  unsupportedSite,
  scopedTokenWithCloudHosting,
  scopedTokenWithVendorImage,
  apiKeyVariableWithGitops,
  vendorImageNotInRegistry,
  reservedSecretsPath,
  expiredApiToken,
  noValidEntitlement,
  entitlementsWithRbac,
  requestAboveLimit,
  egressPortsWithoutNetworkPolicy,
  impossibleToleration,
  podSecurityOfExistingNamespace,
  containerNameInUse,
  unknownVolume,
  impossibleVolume,
  impossibleContainerVariable,
  impossibleProbe,
  refusedByPodSecurity,
  dnsPolicyWithoutNameservers,
  impossibleVariable,
  unsupportedSetting,
  policyGivenTwice,
  impossibleRule,
  emptyRule,
  halfEmergencyAccess,
  ruleGivenTwice,
  ruleForNothing,
  rulesWithRbac,
  refuseRepeats(['app', 'create', 'owners'], (owner) => owner.toLowerCase()),
  refuseRepeats(['review', 'owners'], (owner) => owner.toLowerCase()),
  refuseRepeats(['review', 'permissions']),
  reviewOfNothing,
  reviewedPermissionsWithRbac,
  refuseRepeats(['owners'], (owner) => owner.toLowerCase()),
  adoptedObjectNotInWorkload,
  refuseRepeats(['hosting', 'adopt']),
  refuseRepeats(['hosting', 'ignoreChanges']),
  refuseRepeats(['hosting', 'syncResourceTypes']),
  refuseRepeats(['hosting', 'entitlements', 'nouns']),
  refuseRepeats(['hosting', 'entitlements', 'verbs']),
  refuseRepeats(['hosting', 'imagePullSecrets']),
  refuseRepeats(['hosting', 'proxy', 'noProxy']),
];

/** What works but deserves a word. */
export const connectorNotes: readonly Rule[] = [
  bundledImageNotInRegistry(bundledImage),
  vendorImageWithoutNewVersions,
  rolesToTick,
  expiringApiToken,
];

/** What works today and may be another thing tomorrow: noted, and refused where strictness is asked for. */
export const connectorDrift: readonly Rule[] = [movingImageTag];
