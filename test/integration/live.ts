/** An object as the API server tells it. */
export interface Live {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * A live object without what the server and its controllers add, and without the revision of its Secret,
 * which each delivery counts in its own way.
 */
export function neutral(live: Live): Live {
  const {
    status: _,
    metadata,
    ...rest
  } = JSON.parse(
    JSON.stringify(live).replace(/("confluence-connector\/secret-revision":)"[^"]*"/g, '$1"revision"'),
  ) as Live;
  const { uid, generation, resourceVersion, creationTimestamp, annotations = {}, ...own } = metadata;
  const ownAnnotations = Object.entries(annotations).filter(
    ([key]) => !key.startsWith('deployment.kubernetes.io/'),
  );
  return { ...rest, metadata: { ...own, annotations: Object.fromEntries(ownAnnotations) } } as Live;
}
