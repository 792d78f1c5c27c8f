import type { Check } from '../clients/check.ts';

/** What doctor looks at: the name of each check, and what it is about. The help is made of it. */
const checkDescriptions = {
  configuration: 'as validate does',
  node: 'the tools that a deployment runs, and their versions',
  terraform: 'the tools that a deployment runs, and their versions',
  cdktf: 'the tools that a deployment runs, and their versions',
  kubectl: 'the tools that a deployment runs, and their versions',
  token: 'the day the API token expires, where the configuration says it',
  login: 'ConductorOne and Confluence accept their credentials',
  administrator: "the API token's owner administers Confluence: others see less than there is",
  reading: 'the owner may read what a sync reads, and how many groups and spaces that are',
  'rate limit': 'how much Confluence may still be asked for',
  app: 'ConductorOne knows those that are named',
  owners: 'ConductorOne knows those that are named',
  cluster: 'the API server answers',
  namespace: 'it is there, or will be made',
  'pod security': 'the level that the namespace holds pods to',
  platform: 'the cluster is OpenShift if the configuration says so, and only then',
  mesh: 'no service mesh adds a proxy that the network policy would keep from working',
  objects: 'nobody else has made an object that the deployment will make',
  changes: 'what policies of the cluster change in the Deployment',
  rights: 'this login may do in the cluster what Terraform does',
  admission: 'the API server admits the workload, in a dry run',
} as const;

/** A check of doctor. */
export type DoctorCheck = Check<keyof typeof checkDescriptions>;

/** The checks and what each is about, one below the other. */
export function checksHelp(): string {
  const byDescription = Map.groupBy(Object.entries(checkDescriptions), ([, description]) => description);
  return Array.from(byDescription, ([description, checks]) => {
    const names = checks.map(([name]) => name).join(', ');
    return names.length < 14
      ? `  ${names.padEnd(16)}${description}`
      : `  ${names}\n${' '.repeat(18)}${description}`;
  }).join('\n');
}
