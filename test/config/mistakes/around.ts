import { deployed, fileOf, type Mistake } from './mistake.ts';

const created = (keys: string) => fileOf({ app: `{ create: { displayName: Wiki, ${keys} } }` });

const review = (keys: string) => `{ displayName: Access, owners: [2user], every: week, ${keys} }`;

/** What can be wrong with what is made around a connector: its app, rules and review. */
export const aroundMistakes: readonly Mistake[] = [
  [
    'no owners of the app at all',
    created('owners: []'),
    ['5:49 connectors[0].app.create.owners invalid-value'],
  ],
  [
    'an owner of the app by name',
    created('owners: [Jo Doe]'),
    ['5:50 connectors[0].app.create.owners[0] invalid-value'],
  ],
  [
    'owners of an app that is there already',
    fileOf({ app: '{ existing: { id: wiki, owners: [jo@acme.com] } }' }),
    ['5:34 connectors[0].app.existing.owners unknown-key'],
  ],
  [
    'a policy without a name',
    created('grantPolicy: ""'),
    ['5:54 connectors[0].app.create.grantPolicy invalid-value'],
  ],
  [
    'a policy that is a number',
    created('revokePolicy: 42'),
    ['5:55 connectors[0].app.create.revokePolicy wrong-type'],
  ],
  ['no rules at all', fileOf({ rules: '[]' }), ['7:12 connectors[0].rules invalid-value']],
  [
    'a rule without a noun',
    fileOf({ rules: '[{ verb: administer, maxDuration: 8h }]' }),
    ['7:13 connectors[0].rules[0].noun missing'],
  ],
  [
    'a rule for what is no permission',
    fileOf({ rules: '[{ verb: own, noun: space, maxDuration: 8 }]' }),
    ['7:21 connectors[0].rules[0].verb invalid-value', '7:52 connectors[0].rules[0].maxDuration wrong-type'],
  ],
  [
    'a rule with an unknown setting',
    fileOf({ rules: '[{ verb: read, noun: space, duration: 8h }]' }),
    ['7:40 connectors[0].rules[0].duration unknown-key'],
  ],
  [
    'a review that lacks what it must have',
    fileOf({ review: '{ displayName: Access, every: day, days: 0 }' }),
    [
      '7:13 connectors[0].review.owners missing',
      '7:13 connectors[0].review.starts missing',
      '7:43 connectors[0].review.every invalid-value',
      '7:54 connectors[0].review.days invalid-value',
    ],
  ],
  [
    'a review of what is no permission, on what is no day',
    fileOf({ review: review('starts: 2027-02-30, permissions: [administer-page]') }),
    [
      '7:74 connectors[0].review.starts invalid-value',
      '7:100 connectors[0].review.permissions[0] invalid-value',
    ],
  ],
];

/** What only the rules know of it. */
export const aroundRuleMistakes: readonly Mistake[] = [
  [
    'policies by name and id',
    created('certifyPolicy: Reviewer, certifyPolicyId: 2policy, revokePolicy: Auto, revokePolicyId: 2policy'),
    [
      '5:56 connectors[0].app.create.certifyPolicy policy-given-twice',
      '5:106 connectors[0].app.create.revokePolicy policy-given-twice',
    ],
  ],
  [
    'an owner of the app named twice',
    created('owners: [jo@acme.com, Jo@acme.com]'),
    ['5:63 connectors[0].app.create.owners[1] duplicate'],
  ],
  [
    'a permission that Confluence does not have',
    fileOf({ rules: '[{ verb: administer, noun: page, maxDuration: 8h }]' }),
    ['7:13 connectors[0].rules[0] impossible-rule'],
  ],
  [
    'a rule that says nothing',
    fileOf({ rules: '[{ verb: read, noun: space }]' }),
    ['7:13 connectors[0].rules[0] empty-rule'],
  ],
  [
    'two rules for one permission',
    fileOf({
      rules: '[{ verb: read, noun: space, maxDuration: 8h }, { verb: read, noun: space, riskLevel: Low }]',
    }),
    ['7:59 connectors[0].rules[1] duplicate'],
  ],
  [
    'emergency access without a policy, and the other way round',
    fileOf({
      rules:
        '[{ verb: read, noun: space, emergencyAccess: true }, { verb: delete, noun: page, emergencyPolicy: Glass }]',
    }),
    [
      '7:13 connectors[0].rules[0] half-emergency-access',
      '7:65 connectors[0].rules[1] half-emergency-access',
    ],
  ],
  [
    'a rule for what is not synced',
    fileOf(
      deployed(
        { entitlements: '{ verbs: [read] }' },
        { rules: '[{ verb: administer, noun: space, maxDuration: 8h }]' },
      ),
    ),
    ['11:13 connectors[0].rules[0] rule-for-nothing'],
  ],
  [
    'rules with space roles',
    fileOf(deployed({ useRbac: 'true' }, { rules: '[{ verb: administer, noun: space, maxDuration: 8h }]' })),
    ['11:12 connectors[0].rules rules-with-rbac'],
  ],
  [
    'rules of two connectors for one app',
    fileOf(
      { rules: '[{ verb: read, noun: space, maxDuration: 8h }]' },
      { name: 'labs', rules: '[{ verb: delete, noun: space, maxDuration: 8h }]' },
    ),
    ['13:12 connectors[1].rules rules-for-app-twice'],
  ],
  [
    'what a review names twice',
    fileOf({
      review:
        '{ displayName: Access, owners: [jo@acme.com, Jo@acme.com], every: week, starts: 2027-01-15, permissions: [read-space, read-space] }',
    }),
    ['7:58 connectors[0].review.owners[1] duplicate', '7:131 connectors[0].review.permissions[1] duplicate'],
  ],
  [
    'a review of what is not synced',
    fileOf(
      deployed(
        { entitlements: '{ verbs: [read] }' },
        { review: review('starts: 2027-01-15, permissions: [administer-space]') },
      ),
    ),
    ['11:100 connectors[0].review.permissions[0] review-of-nothing'],
  ],
  [
    'a review of space permissions with space roles',
    fileOf(
      deployed(
        { useRbac: 'true' },
        { review: review('starts: 2027-01-15, permissions: [administer-space]') },
      ),
    ),
    ['11:99 connectors[0].review.permissions reviewed-permissions-with-rbac'],
  ],
];
