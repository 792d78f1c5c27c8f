import { limits } from '../../../config/vocabulary.ts';
import { duration, flag, pasted, text, whole } from './kinds.ts';
import { setting } from './setting.ts';

/** How to serve ConductorOne. */
export const service = {
  'client-id': setting(pasted().optional(), 'Client id of the connector in ConductorOne'),
  'client-id-file': setting(
    text().optional(),
    'File with the client id, instead of --client-id; read again for each login',
  ),
  'client-secret': setting(pasted().optional(), 'Client secret of the connector in ConductorOne', {
    secret: true,
  }),
  'client-secret-file': setting(
    text().optional(),
    'File with the client secret, instead of --client-secret; read again for each login',
  ),
  provisioning: setting(flag(), 'Let ConductorOne grant and revoke', { short: 'p' }),
  'skip-full-sync': setting(
    flag(),
    'Read nothing for full syncs: each uploads an empty one, which ConductorOne takes for what there is',
  ),
  'upload-partial': setting(
    flag(),
    'Upload a sync also if something could not be read; ConductorOne takes what is missing for removed',
  ),
  'task-concurrency': setting(
    whole(...limits.taskConcurrency).prefault('3'),
    'The most tasks to work at side by side',
  ),
  'shutdown-grace': setting(
    duration().prefault('25s'),
    'How long running tasks may go on once the service is told to stop',
  ),
  'health-check': setting(flag(), 'Answer /health, /ready, /live and /metrics over HTTP', {
    form: { operational: true },
  }),
  'health-check-port': setting(whole(1, 65_535).prefault('8081'), 'The port of these answers', {
    form: { operational: true },
  }),
  'health-check-bind-address': setting(
    text().prefault('127.0.0.1'),
    'The address that is listened on for them',
    { form: { operational: true } },
  ),
};
