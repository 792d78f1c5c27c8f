import * as z from 'zod';
import { field, text } from './fields.ts';
import { isOwnImage } from './image.ts';
import { cpuPattern, cpuQuantity, memoryPattern, memoryQuantity, quantityValue } from './quantity.ts';

/** What a container gets of one kind, as Kubernetes quantities. */
interface Amounts {
  readonly cpu: string;
  readonly memory: string;
  /** The temporary folder, the log, and anything else on the node's disk. */
  readonly 'ephemeral-storage'?: string;
}

/** CPU, memory and disk of the container. */
export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/**
 * Measured. One sync of the vendor's connector takes about 1.2 GiB for 5,000 users, 100 groups and 500 spaces. Of
 * `confluence-sync`, three side by side take 290 MiB; with 50,000 users, 5,000 spaces and 500,000 permissions they come
 * to their end within 512 MiB.
 */
const usual = {
  vendor: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } },
  own: { requests: { cpu: '100m', memory: '320Mi' }, limits: { cpu: '1', memory: '1Gi' } },
} as const satisfies Readonly<Record<string, Resources>>;

/** What the temporary folder may grow to, unless it is written. */
export const usualDisk = '2Gi';

const amounts = (kind: keyof Resources, description: string) => {
  const [vendor, own] = [usual.vendor[kind], usual.own[kind]];
  return field(
    z.strictObject({
      cpu: text(cpuPattern, {
        expected: cpuQuantity,
        description: `CPU, as a Kubernetes quantity; by default ${vendor.cpu}.`,
        remedy: 'Write it like "250m".',
      }).optional(),
      memory: text(memoryPattern, {
        expected: memoryQuantity,
        description: `Memory, as a Kubernetes quantity; by default ${vendor.memory}, for confluence-sync ${own.memory}.`,
        remedy: 'Write it like "512Mi".',
      }).optional(),
      'ephemeral-storage': text(memoryPattern, {
        expected: memoryQuantity,
        description: `Disk, as a Kubernetes quantity; by default ${usualDisk}. The limit is also that of the temporary folder.`,
        remedy: 'Write it like "2Gi".',
      }).optional(),
    }),
    { description, remedy: 'Give cpu, memory or ephemeral-storage.' },
  ).optional();
};

/** CPU, memory and disk of the container, as written. */
export const resources = field(
  z.strictObject({
    requests: amounts('requests', 'What the scheduler sets aside for the pod.'),
    limits: amounts('limits', 'What the pod may use at most.'),
  }),
  {
    description: 'CPU, memory and disk of the container.',
    remedy: 'Give requests and limits, each with cpu, memory or ephemeral-storage.',
  },
);

/** Resources as written; undefined where nothing is. */
export type WrittenResources = z.output<typeof resources> | undefined;

type WrittenAmounts = z.output<ReturnType<typeof amounts>>;

/** A volume that is added to the pod. */
interface Volume {
  readonly emptyDir?: { readonly medium?: string | undefined } | undefined;
}

/**
 * What an image gets: what is written, and for the rest what it needs as measured.
 * @param volumes that are added to the pod
 */
export function resourcesFor(
  image: string,
  written: WrittenResources,
  volumes: readonly Volume[] = [],
): Resources {
  const { requests, limits } = isOwnImage(image) ? usual.own : usual.vendor;
  const disk = written?.limits?.['ephemeral-storage'] ?? diskLimit(written?.requests, volumes);
  return {
    // The API server takes a limit for the request where there is none, which Terraform would take away again.
    requests: filled(requests, { 'ephemeral-storage': disk, ...defined(written?.requests) }),
    limits: filled(limits, { ...written?.limits, 'ephemeral-storage': disk }),
  };
}

/**
 * The limit of disk if none is written: no request exceeds it. The kubelet holds all volumes on the node's disk against
 * it, so there is none beside volumes of the user's own.
 */
function diskLimit(requests: WrittenAmounts, volumes: readonly Volume[]): string | undefined {
  if (volumes.some(({ emptyDir }) => emptyDir && emptyDir.medium !== 'Memory')) return undefined;
  const request = requests?.['ephemeral-storage'] ?? usualDisk;
  return quantityValue(request) > quantityValue(usualDisk) ? request : usualDisk;
}

function filled(usual: Amounts, written: WrittenAmounts): Amounts {
  return { ...usual, ...defined(written) };
}

/** The amounts that are given: one that is undefined is one that is left out. */
function defined(written: WrittenAmounts): Partial<Amounts> {
  return Object.fromEntries(Object.entries(written ?? {}).filter(([, amount]) => amount !== undefined));
}
