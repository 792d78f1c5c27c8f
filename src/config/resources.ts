import { z } from 'zod';
import { field, text } from './fields.ts';
import { isOwnImage } from './image.ts';
import { cpuPattern, memoryPattern } from './quantity.ts';

/** What a container gets of one kind, as Kubernetes quantities. */
export interface Amounts {
  readonly cpu: string;
  readonly memory: string;
}

/** CPU and memory of the container. */
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

const amounts = (kind: keyof Resources, description: string) => {
  const [vendor, own] = [usual.vendor[kind], usual.own[kind]];
  return field(
    z.strictObject({
      cpu: text(
        cpuPattern,
        'a Kubernetes quantity of up to three decimals',
        `CPU, as a Kubernetes quantity; by default ${vendor.cpu}.`,
        'Write it like "250m".',
      ).optional(),
      memory: text(
        memoryPattern,
        'a Kubernetes quantity of whole bytes',
        `Memory, as a Kubernetes quantity; by default ${vendor.memory}, for confluence-sync ${own.memory}.`,
        'Write it like "512Mi".',
      ).optional(),
    }),
    description,
    'Give cpu and memory.',
  ).optional();
};

/** CPU and memory of the container, as written. */
export const resources = field(
  z.strictObject({
    requests: amounts('requests', 'What the scheduler sets aside for the pod.'),
    limits: amounts('limits', 'What the pod may use at most.'),
  }),
  'CPU and memory of the container.',
  'Give requests and limits, each with cpu and memory.',
);

/** CPU and memory as written; undefined where nothing is. */
export type WrittenResources = z.output<typeof resources> | undefined;

/** What an image gets: what is written, and for the rest what it needs as measured. */
export function resourcesFor(image: string, written: WrittenResources): Resources {
  const { requests, limits } = isOwnImage(image) ? usual.own : usual.vendor;
  return { requests: filled(requests, written?.requests), limits: filled(limits, written?.limits) };
}

function filled({ cpu, memory }: Amounts, written: z.output<ReturnType<typeof amounts>>): Amounts {
  return { cpu: written?.cpu ?? cpu, memory: written?.memory ?? memory };
}
