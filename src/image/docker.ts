import * as z from 'zod';
import { commonFlags, type Engine } from './build.ts';

const metadata = z.object({ 'containerimage.digest': z.string() });

/** Docker with buildx. */
export const docker: Engine = {
  name: 'docker',
  // Its client may be there alone.
  probes: [
    ['info', '--format', '{{.ServerVersion}}'],
    ['buildx', 'version'],
  ],
  build: ['buildx', 'build'],
  commands: (build, note) => [
    [
      ...docker.build,
      ...commonFlags(build),
      // Times of the build would be in them: the same sources would have another digest each time.
      '--build-arg',
      'SOURCE_DATE_EPOCH=0',
      '--provenance=false',
      '--tag',
      build.tag,
      build.push ? '--push' : '--load',
      '--metadata-file',
      note,
      build.context,
    ],
  ],
  digest: (note) => metadata.parse(JSON.parse(note))['containerimage.digest'],
};
