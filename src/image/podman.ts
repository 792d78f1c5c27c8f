import { randomUUID } from 'node:crypto';
import { commonFlags, type Engine, type ImageBuild } from './build.ts';

/** Podman and buildah share these commands. */
function commands(build: ImageBuild, note: string): readonly (readonly string[])[] {
  const { context, tag, platforms, push } = build;
  // OCI's own format has no health checks.
  const start = ['build', '--format', 'docker', '--timestamp', '0', ...commonFlags(build)];
  if (platforms.length > 1) {
    // A list of the tag's name would keep what earlier builds have put into it.
    const list = `localhost/confluence-sync-${randomUUID()}`;
    return [
      [...start, '--manifest', list, context],
      ['manifest', 'push', '--all', '--digestfile', note, list, `docker://${tag}`],
      ['manifest', 'rm', list],
    ];
  }
  return [
    [...start, '--tag', tag, '--iidfile', note, context],
    ...(push ? [['push', '--digestfile', note, tag]] : []),
  ];
}

/** Podman, with or without its daemon. */
export const podman: Engine = {
  name: 'podman',
  probes: [['info', '--format', '{{.Host.OS}}']],
  build: ['build'],
  commands,
  digest: (note) => note.trim(),
};

/** Buildah, which builds and does nothing else. */
export const buildah: Engine = { ...podman, name: 'buildah', probes: [['--version']] };
