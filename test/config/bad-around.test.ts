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
connector.yaml:5:55: connectors[0].app.create.revokePolicy: 42: expected text. Write the name as ConductorOne shows it; exactly one policy of the kind must have it."
`);
  });
});

describe('combinations of what is made around a connector', () => {
  testMistakes(aroundRuleMistakes);

  test('in words', () => {
    expect(saidOf(aroundRuleMistakes)).toMatchInlineSnapshot(`
"connector.yaml:5:56: connectors[0].app.create.certifyPolicy: certifyPolicyId says it too. Leave out one of the two.
connector.yaml:5:106: connectors[0].app.create.revokePolicy: revokePolicyId says it too. Leave out one of the two.
connector.yaml:5:63: connectors[0].app.create.owners[1]: "Jo@acme.com": named twice. Remove one."
`);
  });
});
