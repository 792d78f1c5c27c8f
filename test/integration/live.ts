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

/** Lists of text that hashicorp/kubernetes has as sets: of an expression, and of an affinity's term. */
const sets: ReadonlySet<string> = new Set(['values', 'namespaces']);

/**
 * A live object without what the server and its controllers add, without the revision of its Secret, which each
 * delivery counts in its own way, and without the order of what is a set, which Terraform does not keep.
 */
export function neutral(live: Live): Live {
  const {
    status: _,
    metadata,
    ...rest
  } = JSON.parse(
    JSON.stringify(live).replace(/("confluence-connector\/secret-revision":)"[^"]*"/g, '$1"revision"'),
    (key, value) => (sets.has(key) && Array.isArray(value) ? value.toSorted() : value),
  ) as Live;
  const { uid, generation, resourceVersion, creationTimestamp, annotations = {}, ...own } = metadata;
  const ownAnnotations = Object.entries(annotations).filter(
    ([key]) => !key.startsWith('deployment.kubernetes.io/'),
  );
  return { ...rest, metadata: { ...own, annotations: Object.fromEntries(ownAnnotations) } } as Live;
}
