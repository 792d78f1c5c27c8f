import * as z from 'zod';
import {
  dataKey,
  dnsLabel,
  dnsSubdomain,
  exactlyOne,
  field,
  labelKey,
  labelValue,
  nonEmpty,
  qualifiedName,
  text,
} from './fields.ts';
import { imagePattern } from './image.ts';
import { cpuPattern, cpuQuantity, memoryPattern, memoryQuantity } from './quantity.ts';

// What of a pod's spec may be added to the connector's: what the strictest level of Pod Security admits, unless the
// namespace is said to be less strict, and what Terraform's provider has too.

const wording = { description: 'As in a Pod’s spec.', remedy: 'Write it as in a Pod’s spec.' };

/** A field that means what it means in a Pod's spec. */
const same = <Schema extends z.ZodType>(schema: Schema): Schema => field(schema, wording);

const named = (pattern: RegExp, expected: string) => text(pattern, { expected, ...wording });

const anyText = same(z.string());
const word = named(/\S/, 'text');
const label = named(dnsLabel, 'a DNS label');
const objectName = named(dnsSubdomain, 'a Kubernetes object name');
const ipAddress = named(/^[\d.]+$|:/, 'an IP address');
const yes = same(z.boolean());
const whole = (least: number, most = 2_147_483_647) =>
  same(z.int().min(least, `below ${least}`).max(most, `above ${most}`));
const list = <Schema extends z.ZodType>(schema: Schema) => same(nonEmpty(schema));

const expressions = <const Operators extends readonly [string, ...string[]]>(operators: Operators) =>
  list(
    same(
      z.strictObject({
        key: named(qualifiedName, 'a label key'),
        operator: same(z.enum(operators)),
        values: list(anyText).optional(),
      }),
    ),
  ).optional();

const labelSelector = same(
  z.strictObject({
    matchLabels: same(z.record(labelKey, named(labelValue, 'a label value'))).optional(),
    matchExpressions: expressions(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  }),
).optional();

const nodeSelectorTerm = same(
  z.strictObject({ matchExpressions: expressions(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']) }),
);

const podAffinityTerm = same(
  z.strictObject({
    labelSelector,
    namespaces: list(label).optional(),
    topologyKey: named(qualifiedName, 'a label key'),
  }),
);

const weight = whole(1, 100);

const podAffinity = same(
  z.strictObject({
    requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm).optional(),
    preferredDuringSchedulingIgnoredDuringExecution: list(
      same(z.strictObject({ weight, podAffinityTerm })),
    ).optional(),
  }),
).optional();

const affinity = same(
  z.strictObject({
    nodeAffinity: same(
      z.strictObject({
        requiredDuringSchedulingIgnoredDuringExecution: same(
          z.strictObject({ nodeSelectorTerms: list(nodeSelectorTerm) }),
        ).optional(),
        preferredDuringSchedulingIgnoredDuringExecution: list(
          same(z.strictObject({ weight, preference: nodeSelectorTerm })),
        ).optional(),
      }),
    ).optional(),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
);

const topologySpreadConstraint = same(
  z.strictObject({
    maxSkew: whole(1),
    topologyKey: named(qualifiedName, 'a label key'),
    whenUnsatisfiable: same(z.enum(['DoNotSchedule', 'ScheduleAnyway'])),
    labelSelector,
  }),
);

const dnsConfig = same(
  z.strictObject({
    nameservers: list(ipAddress).optional(),
    searches: list(word).optional(),
    options: list(same(z.strictObject({ name: word, value: word.optional() }))).optional(),
  }),
);

const hostAlias = same(z.strictObject({ ip: ipAddress, hostnames: list(objectName) }));

const key = named(dataKey, 'a key of a ConfigMap or a Secret');

const keyRef = same(z.strictObject({ name: objectName, key })).optional();

const variable = same(
  z.strictObject({
    name: named(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/, 'the name of a variable'),
    value: anyText.optional(),
    valueFrom: exactlyOne(
      {
        configMapKeyRef: keyRef,
        secretKeyRef: keyRef,
        fieldRef: same(z.strictObject({ fieldPath: word })).optional(),
      },
      wording,
    ).optional(),
  }),
);

const amounts = same(
  z.strictObject({
    cpu: named(cpuPattern, cpuQuantity).optional(),
    memory: named(memoryPattern, memoryQuantity).optional(),
    'ephemeral-storage': named(memoryPattern, memoryQuantity).optional(),
  }),
).optional();

const port = whole(1, 65_535);

const probe = same(
  z.strictObject({
    httpGet: same(
      z.strictObject({ path: word, port, scheme: same(z.enum(['HTTP', 'HTTPS'])).optional() }),
    ).optional(),
    tcpSocket: same(z.strictObject({ port })).optional(),
    exec: same(z.strictObject({ command: list(anyText) })).optional(),
    initialDelaySeconds: whole(0).optional(),
    periodSeconds: whole(1).optional(),
    timeoutSeconds: whole(1).optional(),
    failureThreshold: whole(1).optional(),
  }),
).optional();

const initContainerShape = {
  name: label,
  image: named(imagePattern, 'an image reference'),
  imagePullPolicy: same(z.enum(['Always', 'IfNotPresent', 'Never'])).optional(),
  command: list(anyText).optional(),
  args: list(anyText).optional(),
  workingDir: word.optional(),
  env: list(variable).optional(),
  ports: list(
    same(
      z.strictObject({
        name: named(/^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/, 'the name of a port').optional(),
        containerPort: whole(1, 65_535),
        protocol: same(z.enum(['TCP', 'UDP', 'SCTP'])).optional(),
      }),
    ),
  ).optional(),
  resources: same(z.strictObject({ requests: amounts, limits: amounts })).optional(),
  // What is left out is as the strictest level of Pod Security asks for.
  securityContext: same(
    z.strictObject({
      runAsUser: whole(0).optional(),
      runAsGroup: whole(0).optional(),
      runAsNonRoot: yes.optional(),
      readOnlyRootFilesystem: yes.optional(),
      privileged: yes.optional(),
      allowPrivilegeEscalation: yes.optional(),
      capabilities: same(
        z.strictObject({ add: list(word).optional(), drop: list(word).optional() }),
      ).optional(),
    }),
  ).optional(),
  volumeMounts: list(
    same(
      z.strictObject({
        name: label,
        mountPath: named(/^\/[^:]*$/, 'an absolute path'),
        readOnly: yes.optional(),
        subPath: word.optional(),
      }),
    ),
  ).optional(),
};

const containerShape = {
  ...initContainerShape,
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
};

const items = list(same(z.strictObject({ key, path: word }))).optional();

const volume = same(
  z.strictObject({
    name: label,
    emptyDir: same(
      z.strictObject({
        medium: same(z.enum(['Memory'])).optional(),
        sizeLimit: named(memoryPattern, memoryQuantity).optional(),
      }),
    ).optional(),
    configMap: same(z.strictObject({ name: objectName, items, optional: yes.optional() })).optional(),
    secret: same(z.strictObject({ secretName: objectName, items, optional: yes.optional() })).optional(),
    persistentVolumeClaim: same(
      z.strictObject({ claimName: objectName, readOnly: yes.optional() }),
    ).optional(),
  }),
);

/** Variables that are added to the connector's container. */
export const env = field(z.array(variable), {
  description: 'More variables of the connector’s container, as in a Pod’s spec.',
  remedy:
    'Write a list such as [{ name: OTEL_SERVICE_NAME, value: confluence }]; a secret comes by valueFrom: { secretKeyRef: … }.',
});

/** What is added to the pod's spec. */
export const pod = field(
  z.strictObject({
    affinity: affinity.optional(),
    topologySpreadConstraints: list(topologySpreadConstraint).optional(),
    runtimeClassName: objectName.optional(),
    schedulerName: objectName.optional(),
    dnsPolicy: same(z.enum(['ClusterFirst', 'Default', 'None'])).optional(),
    dnsConfig: dnsConfig.optional(),
    hostAliases: list(hostAlias).optional(),
    initContainers: list(same(z.strictObject(initContainerShape))).optional(),
    containers: list(same(z.strictObject(containerShape))).optional(),
    volumes: list(volume).optional(),
  }),
  {
    description: 'What else the pod’s spec has, in its own words; containers are beside the connector’s.',
    remedy:
      'Write what a Pod’s spec has; what "restricted" Pod Security refuses needs hosting.namespace.podSecurity.',
  },
);

/** What is added to the pod's spec, as written. */
export type PodAdditions = z.output<typeof pod>;
