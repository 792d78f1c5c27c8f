import { TestEnvironment } from 'jest-environment-node';

/**
 * jest environment: tests have the variables of the process itself, and not a copy of them, so that what Node reads
 * from there follows: the folder for temporary files, for example. The next test file finds them as this one did.
 */
export default class extends TestEnvironment {
  #before = { ...process.env };

  async setup() {
    await super.setup();
    this.global.process.env = process.env;
  }

  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.#before)) delete process.env[name];
    Object.assign(process.env, this.#before);
    await super.teardown();
  }
}
