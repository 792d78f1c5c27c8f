import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { stringify } from 'yaml';
import { binary, etcd, kubeApiserver, kubeControllerManager, kubeScheduler, kwok } from './peers.ts';

/** Name of the only context in a cluster's kubeconfig. */
export const contextName = 'test-cluster';

/**
 * A real control plane on free loopback ports: etcd, kube-apiserver with TLS, kube-controller-manager and
 * kube-scheduler. kwok plays one node, so that Deployments really roll out, without any container.
 */
export class Cluster {
  readonly kubeconfig: string;
  readonly #processes: readonly ResultPromise[];

  private constructor(kubeconfig: string, processes: readonly ResultPromise[]) {
    this.kubeconfig = kubeconfig;
    this.#processes = processes;
  }

  /** Starts a cluster. @param folder for its data, keys and logs; nothing is left outside of it */
  static async start(folder: string): Promise<Cluster> {
    await mkdir(folder, { recursive: true });
    const [etcdPort, etcdPeerPort, apiPort] = await freePorts(3);
    const processes: ResultPromise[] = [];
    const run = (peer: Parameters<typeof binary>[0], args: Readonly<Record<string, string>>) => {
      const flags = Object.entries(args).map(([flag, value]) => `--${flag}=${value}`);
      const process = execa(binary(peer), flags, {
        cwd: folder,
        reject: false,
        cleanup: true,
        forceKillAfterDelay: 5000,
        stdin: 'ignore',
        stdout: { file: join(folder, `${peer.name}.log`) },
        stderr: { file: join(folder, `${peer.name}.err`) },
        buffer: false,
      });
      processes.push(process);
    };

    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const etcdPeerUrl = `http://127.0.0.1:${etcdPeerPort}`;
    run(etcd, {
      'data-dir': join(folder, 'etcd'),
      'listen-client-urls': etcdUrl,
      'advertise-client-urls': etcdUrl,
      'listen-peer-urls': etcdPeerUrl,
      'initial-advertise-peer-urls': etcdPeerUrl,
      'initial-cluster': `default=${etcdPeerUrl}`,
      'unsafe-no-fsync': 'true',
      'log-level': 'warn',
    });

    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const signingKey = join(folder, 'service-account.key');
    const verifyingKey = join(folder, 'service-account.pub');
    const tokens = join(folder, 'tokens.csv');
    await writeFile(signingKey, keys.privateKey);
    await writeFile(verifyingKey, keys.publicKey);
    await writeFile(tokens, 'test-admin-token,admin,admin,"system:masters"\n');
    const certificates = join(folder, 'certificates');
    run(kubeApiserver, {
      'etcd-servers': etcdUrl,
      'bind-address': '127.0.0.1',
      'secure-port': String(apiPort),
      'cert-dir': certificates,
      'token-auth-file': tokens,
      'authorization-mode': 'Node,RBAC',
      'service-cluster-ip-range': '10.0.0.0/24',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': verifyingKey,
      'service-account-signing-key-file': signingKey,
    });

    const kubeconfig = join(folder, 'kubeconfig');
    const certificate = join(certificates, 'apiserver.crt');
    await until('the API server’s certificate', async () => existsSync(certificate));
    await writeFile(kubeconfig, kubeconfigOf(`https://127.0.0.1:${apiPort}`, await readFile(certificate)));
    const cluster = new Cluster(kubeconfig, processes);
    await until(
      'the API server',
      async () => (await cluster.kubectl('get', '--raw', '/readyz')).exitCode === 0,
    );

    const common = { kubeconfig, 'leader-elect': 'false', 'secure-port': '0' };
    run(kubeControllerManager, { ...common, 'service-account-private-key-file': signingKey });
    run(kubeScheduler, common);
    run(kwok, {
      kubeconfig,
      'manage-all-nodes': 'true',
      // Renewed, or the controller manager would take the node for lost after a minute.
      'node-lease-duration-seconds': '40',
      config: join(import.meta.dirname, 'kwok-stages.yaml'),
    });
    await cluster.apply(node);
    await until(
      'the node',
      async () =>
        (await cluster.kubectl('wait', '--for=condition=Ready', 'node/node', '--timeout=1s')).exitCode === 0,
    );
    return cluster;
  }

  /** Runs kubectl against the cluster; never rejects. */
  kubectl(...args: readonly string[]) {
    return execa('kubectl', ['--kubeconfig', this.kubeconfig, ...args], { reject: false });
  }

  /** Reads one object, or a list of them. */
  async get(...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await this.kubectl('get', ...args, '--output=json');
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** Applies one object, on the server's side. */
  async apply(object: object): Promise<void> {
    const { exitCode, stderr } = await execa(
      'kubectl',
      ['--kubeconfig', this.kubeconfig, 'apply', '--server-side', '--filename', '-'],
      { input: JSON.stringify(object), reject: false },
    );
    if (exitCode !== 0) throw new Error(stderr);
  }

  async stop(): Promise<void> {
    for (const process of this.#processes.toReversed()) {
      process.kill();
      await process;
    }
  }
}

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'node',
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': 'node' },
  },
};

function kubeconfigOf(server: string, certificate: Buffer): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contextName,
    contexts: [{ name: contextName, context: { cluster: contextName, user: 'admin' } }],
    clusters: [
      {
        name: contextName,
        cluster: { server, 'certificate-authority-data': certificate.toString('base64') },
      },
    ],
    users: [{ name: 'admin', user: { token: 'test-admin-token' } }],
  });
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function until(what: string, reached: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error(`${what} was not ready after ${seconds} s.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
