import * as z from 'zod';
import { commandLine } from '../../io/package.ts';
import { exactlyOne, field, flag, nonEmpty, quoted, text } from './fields.ts';
import { selfHosted } from './self-hosted.ts';
import { isElsewhere, siteHost, sitePattern } from './site.ts';
import { state } from './state.ts';

const id = (what: string) =>
  text(/^[A-Za-z0-9_-]{1,64}$/, {
    expected: 'an id',
    description: `Id of ${what} in ConductorOne.`,
    remedy: 'Copy it from the address bar of ConductorOne.',
  });

const displayName = text(/^(?=\S)[^\r\n]{1,200}$/, {
  expected: 'a display name of 1 to 200 characters',
  description: 'Display name in ConductorOne.',
  remedy: 'Write the name as ConductorOne shows it.',
});

const app = exactlyOne(
  {
    create: field(
      z.strictObject({
        displayName,
        description: field(z.string(), {
          description: 'Description of the app.',
          remedy: 'Write text.',
        }).optional(),
        instructions: field(z.string(), {
          description: 'Shown to those who request access.',
          remedy: 'Write text.',
        }).optional(),
        identityMatching: field(z.enum(['strict', 'display-name']), {
          description: 'How accounts are matched to people.',
          remedy: 'Write strict or display-name.',
        }).optional(),
        monthlyCostUsd: field(z.int().min(0, 'below 0'), {
          description: 'Monthly cost per seat, in whole US dollars.',
          remedy: 'Write a whole number from 0 on.',
        }).optional(),
        certifyPolicyId: id('the policy of access reviews').optional(),
        grantPolicyId: id('the policy of access requests').optional(),
        revokePolicyId: id('the policy of revocations').optional(),
        strictAccessEntitlementProvisioning: flag(
          'Always provision the access entitlement first.',
        ).optional(),
        annotations: field(
          z
            .record(
              z
                .string()
                .regex(/^[A-Za-z][A-Za-z0-9._/-]{0,127}$/, 'not an annotation key')
                .regex(/^(?!c1\/)/, 'a key under c1/, which ConductorOne keeps for itself'),
              text(/^[\x21-\x7e]{0,256}$/, {
                expected: 'up to 256 URL-safe characters',
                description: 'Value.',
                remedy: quoted,
              }),
            )
            .refine((annotations) => Object.keys(annotations).length <= 16, 'more than 16 annotations')
            .meta({ maxProperties: 16 }),
          {
            description: 'Annotations of the app.',
            remedy: 'Write a mapping from keys to text, at most 16.',
          },
        ).optional(),
      }),
      { description: 'Make a new managed app.', remedy: 'Give at least displayName.' },
    ).optional(),
    existing: exactlyOne(
      { id: id('the app').optional(), displayName: displayName.optional() },
      {
        description: 'Add the connector to an app that ConductorOne knows, managed or not.',
        remedy: 'Give id, or displayName where exactly one app has that name.',
      },
    ).optional(),
  },
  {
    description: 'The app in ConductorOne that the connector belongs to.',
    remedy: 'Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
  },
);

/** Every variable but those that Terraform or the ConductorOne provider's credentials claim. */
const freeVariable =
  /^(?!(?:count|depends_on|for_each|lifecycle|locals|providers|source|version|conductorone_client_(?:id|secret))$)/;

const apiKey = field(
  z.strictObject({
    variable: field(
      z
        .string()
        .regex(/^[a-z_][a-z0-9_]{0,63}$/, 'not the name of a Terraform variable')
        .regex(freeVariable, 'a name that Terraform or the provider’s credentials use'),
      {
        description:
          'Terraform variable that brings the API token; by default the connector’s name and _api_key.',
        remedy: 'Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.',
      },
    ).optional(),
    expires: field(z.iso.date('not a day'), {
      description:
        'The day the API token expires: a notice comes 30 days ahead, an error once it has passed.',
      remedy: 'Write it like 2027-01-31.',
    }).optional(),
  }),
  {
    description: 'The API token, by reference; the token itself never stands in this file.',
    remedy:
      'Write apiKey: { variable: confluence_api_key } and set TF_VAR_confluence_api_key when deploying.',
  },
);

const cloud = z.strictObject({ type: z.literal('cloud') });

/** One connector, as written. Its output type has every default filled in and the site as a bare host. */
export const connectorSchema = z.strictObject({
  name: text(/^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/, {
    expected: 'a name of up to 50 lower-case letters, digits and "-", starting with a letter',
    description: 'Name of the connector: its stack’s id and part of its objects’ names.',
    remedy: 'Choose a name like "confluence" or "confluence-eu".',
  }).default('confluence'),
  site: field(
    z.string().regex(sitePattern, {
      error: ({ input }) =>
        isElsewhere(String(input))
          ? 'not a site: only Confluence Cloud is supported, not Data Center or Server'
          : 'not a site',
    }),
    {
      description: 'The Confluence Cloud site: its name, its host or its URL.',
      remedy: 'Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    },
  ).transform(siteHost),
  allowCustomHost: flag('Accept a site outside atlassian.net.').default(false),
  cloudId: text(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
    expected: 'a cloud id',
    description: 'Cloud id of the site, for a scoped API token.',
    remedy: 'Copy cloudId from https://<site>.atlassian.net/_edge/tenant_info.',
  }).optional(),
  username: text(/^[^\s@{}]+@[^\s@{}]+$/, {
    expected: 'an e-mail address',
    description: 'E-mail address of the Atlassian account that owns the API token.',
    remedy: 'Write the e-mail address the account logs in with.',
  }),
  apiKey: apiKey.prefault({}),
  skipPersonalSpaces: flag('Leave out personal spaces and their permissions.').default(true),
  app,
  owners: field(
    z.array(
      text(/^(?:[^\s@"\\$%]+@[^\s@"\\$%]+|[A-Za-z0-9_-]{1,64})$/, {
        expected: 'an e-mail address or user id',
        description: 'Owner.',
        remedy: 'Write the e-mail address or the user id of a ConductorOne user.',
      }),
    ),
    {
      description:
        'Owners of the connector: e-mail addresses or user ids; by default the account that deploys it. With hosting.type: cloud, they are set only when it is created.',
      remedy: 'Write a list of e-mail addresses or user ids.',
    },
  ).default([]),
  hosting: field(z.discriminatedUnion('type', [cloud, selfHosted]), {
    description: 'Who runs the connector: ConductorOne (cloud) or you (self-hosted).',
    remedy: 'Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
  }),
});

/** The whole file. */
export const configSchema = field(
  z.strictObject({
    conductorone: field(
      z.strictObject({
        tenant: text(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, {
          expected: 'a tenant name',
          description: 'Tenant: acme for https://acme.conductor.one.',
          remedy: 'Write the part before .conductor.one.',
        }).optional(),
        serverUrl: text(/^https:\/\/[^\s/@]+\/?$/, {
          expected: 'an https URL without a path',
          description: 'Server URL, instead of the tenant.',
          remedy: 'Write it like "https://acme.conductor.one".',
        }).optional(),
        credentials: field(z.enum(['environment', 'variables']), {
          description:
            'Where the provider’s credentials come from: CONDUCTORONE_CLIENT_ID and CONDUCTORONE_CLIENT_SECRET, or the Terraform variables conductorone_client_id and conductorone_client_secret.',
          remedy: 'Write environment or variables; a credential is never written in this file.',
        }).default('environment'),
      }),
      {
        description: 'The ConductorOne tenant to configure.',
        remedy: 'Give tenant: acme for https://acme.conductor.one, or serverUrl.',
      },
    ),
    state: state.optional(),
    connectors: field(
      nonEmpty(
        field(connectorSchema, {
          description: 'One connector.',
          remedy: 'Give at least site, username, app and hosting.',
        }),
      ),
      {
        description: 'The Confluence connectors, one stack each.',
        remedy: 'Write a list with at least one connector.',
      },
    ),
  }),
  {
    description: 'ConductorOne Confluence v2 connectors: cloud-hosted, or self-hosted on Kubernetes.',
    remedy: `Write conductorone and connectors; "${commandLine} init" makes an example.`,
  },
);

type Immutable<T> = T extends readonly (infer Element)[]
  ? readonly Immutable<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** The file as written, before defaults. */
export type ConfigInput = Immutable<z.input<typeof configSchema>>;
/** The validated model: every default filled in. */
export type Config = Immutable<z.output<typeof configSchema>>;
/** A connector as written, before defaults. */
export type ConnectorInput = Immutable<z.input<typeof connectorSchema>>;
/** A validated connector. */
export type Connector = Immutable<z.output<typeof connectorSchema>>;
/** The ConductorOne tenant and where the provider's credentials come from. */
export type ConductorOne = Config['conductorone'];
/** Where Terraform keeps its state. */
export type StateConfig = NonNullable<Config['state']>;
/** The app a connector belongs to. */
export type AppChoice = Connector['app'];
/** Hosting by the customer. */
export type SelfHostedHosting = Extract<Connector['hosting'], { type: 'self-hosted' }>;
/** A connector that runs on Kubernetes. */
export type SelfHostedConnectorConfig = Connector & { readonly hosting: SelfHostedHosting };
