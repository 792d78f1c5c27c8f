import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { connectorSchema } from '../schema/config.ts';
import { vendorImage } from '../schema/image.ts';
import { quantityValue } from '../schema/quantity.ts';
import { resources, resourcesFor } from '../schema/resources.ts';
import { toleration } from '../schema/workload-fields.ts';
import { leaveOutOne } from './messages.ts';
import { problemWithValue, refuse, rule } from './rule.ts';

/** Refuses a path of the encrypted Secret at which rendering writes a file of its own. */
export const reservedSecretsPath = rule(
  z.object({
    name: connectorSchema.shape.name,
    hosting: z.object({ secrets: z.object({ from: z.literal('file'), path: z.string() }) }),
  }),
  ({ name, hosting: { secrets } }) =>
    /^(?:kustomization\.\w+|namespace\.yaml|template\/.*)$/i.test(secrets.path) ||
    secrets.path === `baton-${name}.yaml`
      ? [
          problemWithValue({
            code: 'reserved-secrets-path',
            path: ['hosting', 'secrets', 'path'],
            value: secrets.path,
            message: 'rendering writes this file itself. Choose another name, or leave path out.',
          }),
        ]
      : [],
);

/** Refuses a request for more than the limit, each as written or by default. */
export const requestAboveLimit = rule(
  z.object({ hosting: z.object({ image: z.string().default(vendorImage), resources }) }),
  ({ hosting: { image, resources: written } }) => {
    const { requests, limits } = resourcesFor(image, written);
    return (['cpu', 'memory', 'ephemeral-storage'] as const).flatMap((key) => {
      const [request, limit] = [requests[key], limits[key]];
      if (request === undefined || limit === undefined) return [];
      if (quantityValue(request) <= quantityValue(limit)) return [];
      return [
        problemWithValue({
          code: 'request-above-limit',
          path: ['hosting', 'resources', 'requests', key],
          value: request,
          message: `more than the limit, "${limit}". Lower the request or raise resources.limits.${key}.`,
        }),
      ];
    });
  },
);

/** Refuses ports to open where none is closed. */
export const egressPortsWithoutNetworkPolicy = refuse(
  z.object({
    hosting: z.object({ networkPolicy: z.literal(false), egressPorts: z.array(z.unknown()).min(1) }),
  }),
  {
    code: 'egress-ports-without-network-policy',
    path: ['hosting', 'egressPorts'],
    message: `not used with networkPolicy: false, which closes no port. ${leaveOutOne}`,
  },
);

/** Refuses tolerations that the API server refuses. */
export const impossibleToleration = rule(
  z.object({ hosting: z.object({ tolerations: z.array(z.unknown()) }) }),
  ({ hosting: { tolerations } }) =>
    tolerations.flatMap((element, index) => {
      const { data } = toleration.safeParse(element);
      return data ? tolerationProblems(data, ['hosting', 'tolerations', index]) : [];
    }),
);

function tolerationProblems(
  { key, operator, value, effect, tolerationSeconds }: z.output<typeof toleration>,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const problems: Problem[] = [];
  if (key === undefined && operator !== 'Exists')
    problems.push({
      code: 'toleration-without-key',
      path,
      message: 'key is missing. Give key, or operator: Exists alone to tolerate every taint.',
    });
  if (value !== undefined && operator === 'Exists')
    problems.push({
      code: 'toleration-value-with-exists',
      path: [...path, 'value'],
      message: `not used with operator: Exists. ${leaveOutOne}`,
    });
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    problems.push({
      code: 'toleration-seconds-without-no-execute',
      path: [...path, 'tolerationSeconds'],
      message: 'needs effect: NoExecute. Set it, or leave this out.',
    });
  return problems;
}

/** Refuses to adopt what other settings leave out of the workload. */
export const adoptedObjectNotInWorkload = rule(
  z.object({
    hosting: z.object({
      adopt: z.array(z.string()),
      namespace: z.object({ create: z.boolean().default(true) }).prefault({}),
      networkPolicy: z.boolean().default(true),
      replicas: z.int().default(1),
    }),
  }),
  ({ hosting: { adopt, namespace, networkPolicy, replicas } }) =>
    [
      { kind: 'Namespace', made: namespace.create, why: 'namespace.create is false' },
      { kind: 'NetworkPolicy', made: networkPolicy, why: 'networkPolicy is false' },
      { kind: 'PodDisruptionBudget', made: replicas > 1, why: 'replicas is 1' },
    ]
      .filter(({ kind, made }) => adopt.includes(kind) && !made)
      .map(({ kind, why }) =>
        problemWithValue({
          code: 'adopted-object-not-in-workload',
          path: ['hosting', 'adopt', adopt.indexOf(kind)],
          value: kind,
          message: `not part of the workload, as ${why}. ${leaveOutOne}`,
        }),
      ),
);
