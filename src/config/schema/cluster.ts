import * as z from 'zod';
import { exactlyOne, field, text } from './fields.ts';

/** Where a Terraform delivery goes. */
export const cluster = exactlyOne(
  {
    kubeconfig: field(
      z.strictObject({
        path: text(/^(?!~[^/\\]|[^/\\]*\$|\s)[^\r\n]+$/, {
          expected: 'a path',
          description:
            'Path of the kubeconfig file, from the project’s folder; by default $KUBE_CONFIG_PATH, $KUBE_CONFIG_PATHS, $KUBECONFIG or ~/.kube/config.',
          remedy: 'Write a path like "~/.kube/config" or "./kubeconfig", or leave it out to use $KUBECONFIG.',
        }).optional(),
        context: text(/^\S+$/, {
          expected: 'a context name',
          description: 'Context in that file.',
          remedy: 'List them with "kubectl config get-contexts".',
        }),
      }),
      {
        description: 'A context of a kubeconfig file.',
        remedy: 'Give context, and path unless the environment tells it.',
      },
    ).optional(),
    inCluster: field(z.literal(true), {
      description: 'Terraform runs in a pod of the target cluster.',
      remedy: 'Write inCluster: true, or give kubeconfig.',
    }).optional(),
  },
  {
    description: 'The cluster to deploy to, always by name.',
    remedy: 'Give kubeconfig: { context: … } or inCluster: true.',
  },
);
