/** A count as people write it, e.g. `1,204`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** So many of something, e.g. `1,204 files` or `1 file`. @param plural @default with an s */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(count)} ${count === 1 ? singular : plural}`;
}
