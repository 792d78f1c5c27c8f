import { describe, expect, test } from '@jest/globals';
import { aroundMistakes, aroundRuleMistakes } from './mistakes/around.ts';
import { saidOf, testMistakes } from './mistakes/check.ts';

describe('what is made around a connector', () => {
  testMistakes(aroundMistakes);

  test('in words', () => {
    expect(saidOf(aroundMistakes)).toMatchInlineSnapshot(`
"connector.yaml:5:49: connectors[0].app.create.owners: []: must not be empty. Write a list of e-mail addresses or user ids.
connector.yaml:5:50: connectors[0].app.create.owners[0]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user.
connector.yaml:5:34: connectors[0].app.existing.owners: unknown key. Known keys: id, displayName.
connector.yaml:5:54: connectors[0].app.create.grantPolicy: "": not a display name of 1 to 200 characters. Write the name as ConductorOne shows it; exactly one policy of the kind must have it.
connector.yaml:5:55: connectors[0].app.create.revokePolicy: 42: expected text. Write the name as ConductorOne shows it; exactly one policy of the kind must have it.
connector.yaml:7:12: connectors[0].rules: []: must not be empty. Write a list of rules like { verb: administer, noun: space, maxDuration: 8h }.
connector.yaml:7:13: connectors[0].rules[0].noun: missing. Write one of attachment, blogpost, comment, page, space.
connector.yaml:7:21: connectors[0].rules[0].verb: "own": unknown value. Write one of administer, archive, create, delete, export, read, restrict_content, update.
connector.yaml:7:52: connectors[0].rules[0].maxDuration: 8: expected text. Write it like 30m or 8h.
connector.yaml:7:40: connectors[0].rules[0].duration: unknown key. Did you mean "maxDuration"?
connector.yaml:7:13: connectors[0].review.owners: missing. Write a list of e-mail addresses or user ids.
connector.yaml:7:13: connectors[0].review.starts: missing. Write it like 2027-01-31.
connector.yaml:7:43: connectors[0].review.every: "day": unknown value. Write one of week, month, quarter, half-year, year.
connector.yaml:7:54: connectors[0].review.days: 0: below 1. Write a whole number from 1 to 366.
connector.yaml:7:74: connectors[0].review.starts: "2027-02-30": not a day. Write it like 2027-01-31.
connector.yaml:7:100: connectors[0].review.permissions[0]: "administer-page": unknown value (did you mean "administer-space"?). Write one of administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space."
`);
  });
});

describe('combinations of what is made around a connector', () => {
  testMistakes(aroundRuleMistakes);

  test('in words', () => {
    expect(saidOf(aroundRuleMistakes)).toMatchInlineSnapshot(`
"connector.yaml:5:56: connectors[0].app.create.certifyPolicy: certifyPolicyId says it too. Leave out one of the two.
connector.yaml:5:106: connectors[0].app.create.revokePolicy: revokePolicyId says it too. Leave out one of the two.
connector.yaml:5:63: connectors[0].app.create.owners[1]: "Jo@acme.com": named twice. Remove one.
connector.yaml:7:13: connectors[0].rules[0]: Confluence has no permission administer-page. There are administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.
connector.yaml:7:13: connectors[0].rules[0]: says nothing. Give any of maxDuration, grantPolicy, revokePolicy, certifyPolicy, riskLevel, emergencyAccess, emergencyPolicy.
connector.yaml:7:59: connectors[0].rules[1]: read-space: named twice. Remove one.
connector.yaml:7:13: connectors[0].rules[0]: emergencyAccess: true needs emergencyPolicy. Give it.
connector.yaml:7:65: connectors[0].rules[1]: emergencyPolicy needs emergencyAccess: true. Give it, or leave emergencyPolicy out.
connector.yaml:11:13: connectors[0].rules[0]: hosting.entitlements leaves administer-space out, so it is not synced. Add it there, or remove the rule.
connector.yaml:11:12: connectors[0].rules: not used with useRbac: true, which syncs space roles instead. Leave out one of the two.
connector.yaml:13:12: connectors[1].rules: "wiki": another connector has rules for this app. Write all of them there.
connector.yaml:7:58: connectors[0].review.owners[1]: "Jo@acme.com": named twice. Remove one.
connector.yaml:7:131: connectors[0].review.permissions[1]: "read-space": named twice. Remove one.
connector.yaml:11:100: connectors[0].review.permissions[0]: hosting.entitlements leaves administer-space out, so it is not synced. Add it there, or remove it here.
connector.yaml:11:99: connectors[0].review.permissions: not used with useRbac: true, which syncs space roles instead. Leave out one of the two."
`);
  });
});
