import { homedir } from 'node:os';
import { ExecaError, execa } from 'execa';
import { withoutSecrets } from '../config/redact.ts';
import { Obstacle } from './check.ts';

/** The cluster that kubectl talks to; what is left out is kubectl's own choice. */
export interface ClusterAccess {
  /** Path of a kubeconfig file. */
  readonly kubeconfig?: string;
  /** Context in it. */
  readonly context?: string;
}

/** What kubectl's words ask for; the first that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/context .*does not exist|no context exists/i, 'List the contexts with "kubectl config get-contexts".'],
  [/forbidden/i, 'Ask the cluster’s administrators for that right.'],
  [/unauthorized|logged in|getting credentials/i, 'Log in to the cluster, then try again.'],
  [/kubeconfig|config file|invalid configuration|stat .*no such file/i, 'Check the kubeconfig’s path.'],
];

/** Reads from one cluster by means of kubectl. Every method throws an Obstacle where that fails. */
export class Kubectl {
  readonly #flags: readonly string[];

  constructor({ kubeconfig, context }: ClusterAccess) {
    this.#flags = [
      ...(kubeconfig ? [`--kubeconfig=${kubeconfig.replace(/^~(?=\/)/, homedir())}`] : []),
      ...(context ? [`--context=${context}`] : []),
    ];
  }

  /** One object, or a list of them; undefined where there is none of that name. */
  async get<Live>(namespace: string, ...what: readonly string[]): Promise<Live | undefined> {
    const args = ['get', ...what, `--namespace=${namespace}`, '--output=json', '--ignore-not-found'];
    const text = await this.#run(args);
    return text === '' ? undefined : (JSON.parse(text) as Live);
  }

  /** The last lines that a pod has logged. @param previous those of before its last restart */
  async log(namespace: string, pod: string, lines: number, previous: boolean): Promise<readonly string[]> {
    const args = ['logs', pod, `--namespace=${namespace}`, `--tail=${lines}`, `--previous=${previous}`];
    const text = await this.#run(args);
    return text === '' ? [] : withoutSecrets(text).split('\n');
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
    const process = execa('kubectl', [...args, ...this.#flags], { reject: false, timeout: 60_000 });
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

  async #run(args: readonly string[]): Promise<string> {
    const result = await execa('kubectl', [...args, '--request-timeout=15s', ...this.#flags], {
      reject: false,
    });
    if (result.failed) throw failure(result);
    return result.stdout;
  }
}

/** What kubectl says of its failure: its last line, which is the one that counts. */
function failure(result: unknown): Obstacle {
  if (!(result instanceof ExecaError)) return new Obstacle('kubectl ended early.', 'Try again.');
  if (result.code === 'ENOENT') {
    return new Obstacle(
      'kubectl is not on the PATH.',
      'Install it: https://kubernetes.io/docs/tasks/tools/#kubectl',
      { lasting: true },
    );
  }
  const line = String(result.stderr).trim().split('\n').at(-1)?.trim() || result.shortMessage;
  const message = `kubectl: ${withoutSecrets(line.replace(/^error: /i, ''))}`;
  const remedy = remedies.find(([words]) => words.test(line))?.[1];
  return remedy
    ? new Obstacle(message, remedy, { lasting: true })
    : new Obstacle(message, 'Check that the cluster can be reached from here.');
}
