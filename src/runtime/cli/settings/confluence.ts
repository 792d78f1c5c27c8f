import { pasted, text } from './kinds.ts';
import { setting } from './setting.ts';

/** How to reach Confluence. */
export const confluence = {
  'domain-url': setting(text(), 'URL of the Confluence Cloud site, or its name on atlassian.net', {
    form: { displayName: 'Domain URL', placeholder: 'https://example.atlassian.net' },
  }),
  username: setting(pasted(), 'E-mail address of the account that the API token belongs to', {
    form: { displayName: 'Username', placeholder: 'user@example.com' },
  }),
  'username-file': setting(
    text().optional(),
    'File with the user name, instead of --username; read again for each sync',
  ),
  'api-key': setting(pasted(), 'API token of a Confluence administrator', {
    secret: true,
    form: { displayName: 'API Key' },
  }),
  'api-key-file': setting(
    text().optional(),
    'File with the API token, instead of --api-key; read again for each sync, and if Confluence refuses it',
  ),
  'cloud-id': setting(
    text().optional(),
    'Cloud id of the site, for a scoped API token; looked up where it is needed and not given',
    { form: { displayName: 'Cloud ID' } },
  ),
  'gateway-url': setting(
    text().prefault('https://api.atlassian.com/ex/confluence'),
    'Where Atlassian takes scoped API tokens',
  ),
};
