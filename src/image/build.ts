/** An image to be built. */
export interface ImageBuild {
  /** The folder that holds its Dockerfile. */
  readonly context: string;
  /** `[registry/]repository:tag`. */
  readonly tag: string;
  /** E.g. `linux/arm64`; none for that of this machine. Several go to a registry only. */
  readonly platforms: readonly string[];
  /** Build arguments of the Dockerfile. */
  readonly args: Readonly<Record<string, string>>;
  /** Whether it goes to its registry. */
  readonly push: boolean;
}

/** A program that builds images. */
export interface Engine {
  readonly name: 'docker' | 'podman' | 'buildah';
  /** Commands that succeed where it can build. */
  readonly probes: readonly (readonly string[])[];
  /** Its command that builds. */
  readonly build: readonly string[];
  /** Commands that build and push, in their order. @param note a file in which they leave what became of it */
  commands(build: ImageBuild, note: string): readonly (readonly string[])[];
  /** The digest in that file: the registry's of an image that went there, else the id of the image. */
  digest(note: string): string;
}

/** What every engine takes alike. */
export function commonFlags({ platforms, args }: ImageBuild): readonly string[] {
  return [
    ...(platforms.length > 0 ? ['--platform', platforms.join(',')] : []),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ];
}
