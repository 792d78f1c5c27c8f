import { countNames } from '../../../config/vocabulary.ts';
import { choice, counts, flag, percent, text } from './kinds.ts';
import { setting } from './setting.ts';

/** The file that a sync writes, and the one before it. */
export const file = {
  file: setting(text().prefault('sync.c1z'), 'The .c1z file to write', { short: 'f' }),
  'max-shrink': setting(
    percent().prefault('50%'),
    'By how much users, groups, spaces or grants may be fewer than in the previous file',
  ),
  'accept-shrinkage': setting(
    counts(countNames),
    'Counts that may be this low all the same, e.g. users=120,grants-on-spaces=443; a refusal says which',
  ),
  force: setting(
    flag(),
    'Replace the previous file even if there is much less now, or if it is another kind of file',
  ),
  'storage-engine': setting(
    choice(['sqlite', 'pebble']).prefault('sqlite'),
    'How the file holds its objects; pebble is taken, and sqlite is written all the same',
  ),
  'c1z-temp-dir': setting(
    text().optional(),
    'Folder for temporary files, which must exist, instead of BATON_TMPDIR or that of the system',
  ),
};
