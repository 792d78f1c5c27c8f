import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A listener that does not answer whoever connects, as its queue is full: its process sleeps. */
export class SilentListener {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #queued: readonly Socket[];

  private constructor(port: number, process: ChildProcess, queued: readonly Socket[]) {
    this.port = port;
    this.#process = process;
    this.#queued = queued;
  }

  /**
   * @param host an address of the loopback interface
   * @param port a free one if it is 0
   * @param milliseconds how long it sleeps; it answers then
   */
  static async start(host: string, port = 0, milliseconds = 2 ** 31 - 1): Promise<SilentListener> {
    const child = fork(import.meta.filename, [host, String(port), String(milliseconds)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const [taken] = (await once(child, 'message')) as [number];
    // Linux queues one more than it is told to.
    const queued = [0, 1].map(() => connect(taken, host).on('error', () => {}));
    await Promise.all(queued.map((socket) => once(socket, 'connect')));
    return new SilentListener(taken, child, queued);
  }

  async stop(): Promise<void> {
    for (const socket of this.#queued) socket.destroy();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

if (import.meta.main) {
  const { createServer } = await import('node:net');
  const [, , host, port, milliseconds] = process.argv;
  const server = createServer().listen({ host, port: Number(port), backlog: 1 }, () => {
    const { port: taken } = server.address() as { readonly port: number };
    process.send?.(taken, () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds));
    });
  });
}
