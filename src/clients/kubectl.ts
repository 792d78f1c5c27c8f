import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import { ExecaError, execa } from 'execa';
import { childOptions, type Surroundings } from '../io/io.ts';
import { redactSecrets } from '../text/redact.ts';
import { Obstacle } from './check.ts';

/** The cluster that kubectl talks to; what is left out is kubectl's own choice. */
export interface ClusterAccess {
  /** Path of a kubeconfig file, or of several that are read as one. */
  readonly kubeconfig?: string | readonly string[];
  /** Context in it. */
  readonly context?: string;
}

/** How to get kubectl. */
export const kubectlInstall = 'Install it: https://kubernetes.io/docs/tasks/tools/#kubectl';

/** What kubectl's words ask for; the first that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/context .*does not exist|no context exists/i, 'List the contexts with "kubectl config get-contexts".'],
  [/forbidden: User/i, 'Ask the cluster’s administrators for that right.'],
  [
    /no matches for kind/i,
    'Install what brings that kind: the External Secrets Operator brings ExternalSecret.',
  ],
  [/forbidden|denied|violates|is invalid/i, 'Mend what it names, or ask the cluster’s administrators.'],
  [/unauthorized|logged in|getting credentials/i, 'Log in to the cluster, then try again.'],
  [/kubeconfig|config file|invalid configuration|stat .*no such file/i, 'Check the kubeconfig’s path.'],
];

/** The most that is read of a pod's log, in bytes. */
const mostLogged = 2 ** 24;

/** The most that is shown of one line of a log, in UTF-16 code units. */
const mostOfLine = 2_000;

/** Something that a login may do or not: a verb on a kind of objects. */
export interface Right {
  readonly verb: string;
  /** The API group of the kind; '' for the core. */
  readonly group: string;
  /** The kind, in the API's plural: `deployments`. */
  readonly resource: string;
  /** Left out for kinds outside of namespaces. */
  readonly namespace?: string;
}

/** Reads from one cluster by means of kubectl. Every method throws an Obstacle where that fails. */
export class Kubectl {
  readonly #flags: readonly string[];
  readonly #options: ReturnType<typeof childOptions>;

  constructor({ kubeconfig, context }: ClusterAccess, { environment, directory }: Surroundings) {
    const home = environment['HOME'] ?? homedir();
    const files = [kubeconfig ?? []].flat().map((file) => file.replace(/^~(?=[/\\])/, () => home));
    // The flag takes one file only, which must be there.
    this.#options = childOptions({
      directory,
      environment: { ...environment, ...(files.length > 1 && { KUBECONFIG: files.join(delimiter) }) },
    });
    this.#flags = [
      ...(files.length === 1 ? [`--kubeconfig=${files[0]}`] : []),
      ...(context ? [`--context=${context}`] : []),
    ];
  }

  /** One object, or a list of them; undefined where there is none of that name. */
  async get<Live>(namespace: string, ...what: readonly string[]): Promise<Live | undefined> {
    const args = ['get', ...what, `--namespace=${namespace}`, '--output=json', '--ignore-not-found'];
    const { stdout: text } = await this.#run(args);
    return text === '' ? undefined : (JSON.parse(text) as Live);
  }

  /** All objects in a namespace, of every kind that can be listed. */
  async list<Live>(namespace: string): Promise<readonly Live[]> {
    const kinds = ['api-resources', '--namespaced', '--verbs=list', '--output=name'];
    const { stdout: names } = await this.#run(kinds);
    const args = ['get', names.trim().split(/\s+/).join(), `--namespace=${namespace}`, '--output=json'];
    const { stdout } = await this.#run(args);
    return (JSON.parse(stdout) as { readonly items: readonly Live[] }).items;
  }

  /** The version of the API server. */
  async serverVersion(): Promise<string> {
    const { stdout } = await this.#run(['version', '--output=json']);
    const { serverVersion } = JSON.parse(stdout) as {
      readonly serverVersion?: { readonly gitVersion: string };
    };
    if (serverVersion) return serverVersion.gitVersion;
    throw new Obstacle(
      'kubectl does not tell the version of the API server.',
      'Check that the cluster can be reached from here.',
    );
  }

  /** The API groups that the server serves, each with its version: `apps/v1`. */
  async apiVersions(): Promise<readonly string[]> {
    const { stdout } = await this.#run(['api-versions']);
    return stdout.trim().split('\n');
  }

  /** Which of some rights the login lacks. The question is a POST that leaves nothing behind. */
  async lacks(rights: readonly Right[]): Promise<readonly Right[]> {
    const items = rights.map((resourceAttributes) => ({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    }));
    const args = ['create', '--filename=-', '--validate=false', '--output=jsonpath={.status.allowed}{"\\n"}'];
    const { stdout } = await this.#run(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const allowed = stdout.trim().split('\n');
    return rights.filter((_, index) => allowed[index] !== 'true');
  }

  /**
   * Has the API server judge objects as if they were applied, by all that admits or refuses them; it keeps nothing.
   * @param yaml the objects
   * @returns what it warns of
   */
  async dryRun(yaml: string): Promise<readonly string[]> {
    const args = ['apply', '--server-side', '--dry-run=server', '--force-conflicts', '--filename=-'];
    const { stderr } = await this.#run(args, yaml);
    const warnings = stderr.split('\n').flatMap((line) => /^Warning: (.+)$/.exec(line)?.[1] ?? []);
    // These are kubectl's own, about how it keeps books of what it applied.
    return warnings.filter((warning) => !warning.includes('last-applied-configuration')).map(redactSecrets);
  }

  /** An object as the API server would store it if there were none of its name yet; it keeps nothing. */
  async dryRunOf<Live extends object>(object: Live): Promise<Live> {
    const args = ['create', '--dry-run=server', '--filename=-', '--output=json'];
    const { stdout } = await this.#run(args, JSON.stringify(object));
    return JSON.parse(stdout) as Live;
  }

  /** The last lines that a pod has logged, without secrets, and long ones shortened. @param previous those of before its last restart */
  async log(namespace: string, pod: string, lines: number, previous: boolean): Promise<readonly string[]> {
    const bounds = [`--tail=${lines}`, `--limit-bytes=${mostLogged}`];
    const args = ['logs', pod, `--namespace=${namespace}`, ...bounds, `--previous=${previous}`];
    const { stdout: text } = await this.#run(args);
    if (text === '') return [];
    // As one text: a key has several lines.
    return redactSecrets(text)
      .split('\n')
      .map((line) => (line.length > mostOfLine ? `${line.slice(0, mostOfLine)}…` : line));
  }

  /**
   * Runs something with a pod's port within reach: through the node's own loopback interface, where no network
   * policy is in the way.
   * @param use gets the port on this machine
   */
  async forward<Result>(
    namespace: string,
    pod: string,
    port: number,
    use: (port: number) => Promise<Result>,
  ): Promise<Result> {
    const args = ['port-forward', `pod/${pod}`, `:${port}`, `--namespace=${namespace}`];
    const process = execa('kubectl', [...args, ...this.#flags], {
      reject: false,
      ...this.#options,
      timeout: 60_000,
    });
    for await (const line of process.iterable()) {
      const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (!local) continue;
      try {
        return await use(Number(local));
      } finally {
        // It would go on for ever, and leaving the loop waits for its end.
        process.kill();
      }
    }
    throw failure(await process);
  }

  async #run(args: readonly string[], input = '') {
    const result = await execa('kubectl', [...args, '--request-timeout=15s', ...this.#flags], {
      reject: false,
      ...this.#options,
      input,
      timeout: 60_000,
    });
    if (result.failed) throw failure(result);
    return result;
  }
}

/** What kubectl says of its failure: its last line that calls itself an error, else the last. */
function failure(result: unknown): Obstacle {
  if (!(result instanceof ExecaError)) return new Obstacle('kubectl ended early.', 'Try again.');
  if (result.code === 'ENOENT') {
    return new Obstacle('kubectl is not on the PATH.', kubectlInstall, { lasting: true });
  }
  if (result.timedOut) {
    return new Obstacle(
      'kubectl has not ended within a minute.',
      'Check that the cluster can be reached from here.',
    );
  }
  const lines = String(result.stderr).trim().split('\n');
  const line =
    (lines.findLast((each) => /^error/i.test(each)) ?? lines.at(-1))?.trim() || result.shortMessage;
  const message = `kubectl: ${redactSecrets(line.replace(/^error: /i, ''))}`;
  const remedy = remedies.find(([words]) => words.test(line))?.[1];
  return remedy
    ? new Obstacle(message, remedy, { lasting: true })
    : new Obstacle(message, 'Check that the cluster can be reached from here.');
}
