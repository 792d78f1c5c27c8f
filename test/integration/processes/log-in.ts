import { inspect } from 'node:util';
import { logIn } from '../../../src/runtime/confluence/login.ts';

// Logs in as the environment says, and prints whose token it is, or all there is to the error: for tests of what
// Node.js reads when it starts, and of connections as they are by default.

const { BATON_DOMAIN_URL = '', BATON_USERNAME = '', BATON_API_KEY = '' } = process.env;
try {
  const access = { domainUrl: BATON_DOMAIN_URL, username: BATON_USERNAME, apiKey: BATON_API_KEY };
  const { accountId } = await logIn(access, { backoff: 1, environment: process.env });
  process.stdout.write(accountId);
} catch (error) {
  process.stderr.write(inspect(error, { depth: null }));
  process.exitCode = 1;
}
