import { fileOf, type Mistake } from './mistake.ts';

const created = (keys: string) => fileOf({ app: `{ create: { displayName: Wiki, ${keys} } }` });

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
];
