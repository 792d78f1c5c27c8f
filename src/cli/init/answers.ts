import { vendorImage } from '../../config/schema/image.ts';
import { cloudSuffix } from '../../config/schema/site.ts';

/** Who runs the connector, and how it is delivered. */
export const hostings = ['cloud', 'terraform', 'gitops'] as const;

/** Which app the connector belongs to, as ConductorOne asks. */
export const apps = ['new', 'managed', 'unmanaged'] as const;

/** Where the secrets of a workload come from that is delivered by GitOps. */
export const secretSources = ['template', 'external-secrets', 'existing', 'file'] as const;

/** What a first configuration needs to know. */
export interface Answers {
  readonly tenant: string;
  readonly site: string;
  readonly username: string;
  readonly app: (typeof apps)[number];
  readonly appName: string;
  readonly hosting: (typeof hostings)[number];
  /** Kubeconfig context; for `terraform` only. */
  readonly context?: string;
  /** For `terraform` and `gitops`. */
  readonly image?: string;
  /** For `gitops` only. */
  readonly secrets?: (typeof secretSources)[number];
  /** The store of External Secrets. */
  readonly store?: string;
  /** The Secret that is there already. */
  readonly secret?: string;
}

/** Something that init asks, or takes from a flag of this name in kebab case. */
export interface Question {
  readonly key: keyof Answers;
  /** The flag's argument. */
  readonly argument: string;
  readonly description: string;
  readonly message: string;
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
  /** The answers to earlier questions that it goes with. @default it is always asked */
  readonly goesWith?: Readonly<Partial<Record<keyof Answers, readonly [string, ...string[]]>>>;
  /** What is suggested on a terminal, and taken without one. */
  readonly usual?: string;
  /** Writes an answer as the file has it. */
  readonly short?: (answer: string) => string;
}

/** In the order in which they are asked: ConductorOne's page asks for the same. */
export const questions: readonly Question[] = [
  {
    key: 'tenant',
    argument: '<name>',
    description: 'ConductorOne tenant, by its name or URL',
    message: 'ConductorOne tenant (acme for https://acme.conductor.one):',
    short: (tenant) => hostOf(tenant).replace(/[.]conductor[.]one$/, ''),
  },
  {
    key: 'site',
    argument: '<site>',
    description: 'Confluence site, by its name or URL',
    message: 'Confluence site (acme for https://acme.atlassian.net):',
    short: (site) => {
      const host = hostOf(site);
      return host.endsWith(cloudSuffix) ? host.slice(0, -cloudSuffix.length) : site.trim();
    },
  },
  {
    key: 'username',
    argument: '<e-mail>',
    description: 'owner of the API token',
    message: 'E-mail address of the account that owns the API token:',
    short: (username) => username.trim(),
  },
  {
    key: 'app',
    argument: '<kind>',
    description: 'the app that the connector belongs to',
    message: 'Which app in ConductorOne does the connector belong to?',
    choices: [
      { value: 'new', name: 'a new app, which the deployment makes' },
      { value: 'managed', name: 'an app that ConductorOne manages' },
      { value: 'unmanaged', name: 'an app that ConductorOne has discovered, and does not manage yet' },
    ],
    usual: 'new',
  },
  {
    key: 'appName',
    argument: '<name>',
    description: 'display name of that app',
    message: 'Display name of that app:',
    usual: 'Confluence',
  },
  {
    key: 'hosting',
    argument: '<way>',
    description: 'who runs the connector',
    message: 'Who runs the connector?',
    choices: [
      { value: 'cloud', name: 'ConductorOne (cloud-hosted)' },
      { value: 'terraform', name: 'you, on Kubernetes, deployed by Terraform' },
      { value: 'gitops', name: 'you, on Kubernetes, deployed by Argo CD, Flux or kubectl' },
    ],
  },
  {
    key: 'context',
    argument: '<name>',
    description: 'kubeconfig context, with --hosting terraform',
    message: 'Kubeconfig context of the cluster:',
    goesWith: { hosting: ['terraform'] },
  },
  {
    key: 'image',
    argument: '<image>',
    description: 'image of a connector that you run: a reference, or bundled',
    message: 'Image (a reference, or bundled for confluence-sync of this package):',
    goesWith: { hosting: ['terraform', 'gitops'] },
    usual: vendorImage,
  },
  {
    key: 'secrets',
    argument: '<source>',
    description: 'where the secrets come from, with --hosting gitops',
    message: 'Where do the secrets come from?',
    choices: [
      { value: 'template', name: 'a template that you fill in and encrypt, outside of what is applied' },
      { value: 'external-secrets', name: 'External Secrets Operator' },
      { value: 'existing', name: 'a Secret that somebody makes by other means' },
      { value: 'file', name: 'an encrypted file beside the manifests (SOPS, Sealed Secrets)' },
    ],
    goesWith: { hosting: ['gitops'] },
    usual: 'template',
  },
  {
    key: 'store',
    argument: '<name>',
    description: 'ClusterSecretStore, with --secrets external-secrets',
    message: 'Name of the ClusterSecretStore:',
    goesWith: { hosting: ['gitops'], secrets: ['external-secrets'] },
  },
  {
    key: 'secret',
    argument: '<name>',
    description: 'name of the Secret, with --secrets existing',
    message: 'Name of the Secret:',
    goesWith: { hosting: ['gitops'], secrets: ['existing'] },
  },
];

/** The flag that answers a question. */
export function flagOf(key: keyof Answers): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Whether a question is asked after these answers. */
export function applies({ goesWith = {} }: Question, answers: Partial<Answers>): boolean {
  return (Object.keys(goesWith) as (keyof Answers)[]).every((key) =>
    goesWith[key]?.includes(answers[key] ?? ''),
  );
}

/** The key of the first known answer that a question does not go with; undefined if there is none. */
export function excludedBy(
  { goesWith = {} }: Question,
  answers: Partial<Answers>,
): keyof Answers | undefined {
  return (Object.keys(goesWith) as (keyof Answers)[]).find((key) => {
    const answer = answers[key];
    return answer !== undefined && !goesWith[key]?.includes(answer);
  });
}

/** The host of a URL, of which scheme and path may be missing; any other text without blanks around it. */
function hostOf(text: string): string {
  const [, host] = /^(?:https:\/\/)?([^\s/@:]+[.][^\s/@:]+?)(?:\/\S*)?$/i.exec(text.trim()) ?? [];
  return host?.toLowerCase() ?? text.trim();
}
