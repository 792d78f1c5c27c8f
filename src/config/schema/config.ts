import * as z from 'zod';
import { commandLine } from '../../io/package.ts';
import { accessRules } from './access-rules.ts';
import { app } from './app.ts';
import { field, flag, nonEmpty, text } from './fields.ts';
import { owner } from './owner.ts';
import { review } from './review.ts';
import { selfHosted } from './self-hosted.ts';
import { isElsewhere, siteHost, sitePattern } from './site.ts';
import { state } from './state.ts';

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
  owners: field(z.array(owner), {
    description:
      'Owners of the connector: e-mail addresses or user ids; by default the account that deploys it. With hosting.type: cloud, they are set only when it is created.',
    remedy: 'Write a list of e-mail addresses or user ids.',
  }).default([]),
  rules: accessRules.optional(),
  review: review.optional(),
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
/** A rule for the entitlements of a space permission. */
export type AccessRule = NonNullable<Connector['rules']>[number];
/** A review of access that takes place again and again. */
export type Review = NonNullable<Connector['review']>;
/** The app a connector belongs to. */
export type AppChoice = Connector['app'];
/** Hosting by the customer. */
export type SelfHostedHosting = Extract<Connector['hosting'], { type: 'self-hosted' }>;
/** A connector that runs on Kubernetes. */
export type SelfHostedConnectorConfig = Connector & { readonly hosting: SelfHostedHosting };
