import type { Client } from 'confluence.js/core';
import { getCurrentUser } from 'confluence.js/v1';
import { ConfluenceError, credentialsRemedy } from './error.ts';

/** @throws ConfluenceError where the credentials are not those of somebody who may ask */
export async function checkLogin(client: Client): Promise<void> {
  const { accountId } = await currentUser(client);
  // Without valid credentials some sites answer as to the public, with a status of 200.
  if (accountId) return;
  throw new ConfluenceError('credentials', `Confluence takes the caller for anonymous. ${credentialsRemedy}`);
}

async function currentUser(client: Client) {
  try {
    return await getCurrentUser(client);
  } catch (error) {
    if (!(error instanceof ConfluenceError) || error.failure !== 'missing') throw error;
    throw new ConfluenceError(
      'missing',
      `${error.message}. Check the name of the site and, if there is one, the cloud id: no Confluence is there.`,
      { cause: error },
    );
  }
}
