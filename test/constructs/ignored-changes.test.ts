import { describe, expect, test } from '@jest/globals';
import { at } from './synthesise.ts';
import { deployed, stackOf, type Terraform } from './workload-stack.ts';

describe('what others may change', () => {
  const ignored = (hosting: Partial<Terraform>, kind: string) =>
    at(stackOf(deployed(hosting)), `kubernetes_${kind}_v1.confluence`) as {
      readonly lifecycle: { readonly ignore_changes: readonly string[] };
    };
  const restarted = 'spec[0].template[0].metadata[0].annotations["kubectl.kubernetes.io/restartedAt"]';

  test('OpenShift’s pull secrets, and what kubectl rollout restart writes', () => {
    expect(ignored({}, 'service_account').lifecycle.ignore_changes).toEqual(['secret', 'image_pull_secret']);
    expect(ignored({}, 'deployment').lifecycle.ignore_changes).toContain(restarted);
  });

  test('not what is set here', () => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-26' };
    expect(ignored({ annotations }, 'deployment').lifecycle.ignore_changes).not.toContain(restarted);
  });

  const deploymentsPart = (hosting: Partial<Terraform>) => {
    const json = stackOf(deployed(hosting));
    const { lifecycle } = at(json, 'kubernetes_deployment_v1.confluence') as {
      readonly lifecycle: {
        readonly ignore_changes: readonly string[];
        readonly replace_triggered_by: unknown;
      };
    };
    const names = lifecycle.ignore_changes.filter((path) => !path.includes('annotations'));
    return {
      names,
      kept: at(json, 'terraform_data.confluence_ignored'),
      triggers: lifecycle.replace_triggered_by,
    };
  };
  const pod = 'spec[0].template[0].spec[0]';

  test('by default, nothing of the pod’s spec', () => {
    expect(deploymentsPart({}).names).toEqual([]);
    expect(deploymentsPart({ logLevel: 'debug' })).toEqual(deploymentsPart({}));
  });

  test('parts that are named; a change of one’s own makes the Deployment anew', () => {
    const hosting = {
      ignoreChanges: ['replicas', 'resources', 'containers', 'podLabels[acme.com/team]', 'podLabels[app]'],
    };
    const { names, kept, triggers } = deploymentsPart(hosting);
    expect(triggers).toEqual(['terraform_data.confluence_ignored']);
    expect(names).toEqual([
      'spec[0].template[0].metadata[0].labels["acme.com/team"]',
      'spec[0].replicas',
      `${pod}.container[0].resources`,
      `${pod}.container`,
    ]);
    expect(kept).not.toEqual(deploymentsPart({}).kept);
    const keptWith = (more: Partial<Terraform>) => deploymentsPart({ ...hosting, ...more }).kept;
    expect(keptWith({ nodeSelector: { a: 'b' }, replicas: 2 })).not.toEqual(kept);
    expect(keptWith({ nodeSelector: { a: 'b' } })).toEqual(kept);
    expect(keptWith({ logLevel: 'debug' })).not.toEqual(kept);
  });

  test('replicas alone: an autoscaler’s number stays', () => {
    const expected = { ...deploymentsPart({}), names: ['spec[0].replicas'] };
    expect(deploymentsPart({ ignoreChanges: ['replicas'] })).toEqual(expected);
    expect(deploymentsPart({ ignoreChanges: ['replicas'], replicas: 3 })).toEqual(expected);
  });

  test.each([{}, { ignoreChanges: ['replicas'] }, { ignoreChanges: ['resources'], adopt: ['Deployment'] }])(
    'with %j, nothing replaces the Deployment: its hash may be new',
    (hosting) => {
      const { kept, triggers } = deploymentsPart(hosting as Partial<Terraform>);
      expect(kept).toBeDefined();
      expect(triggers).toBeUndefined();
    },
  );

  test('on GKE Autopilot, what it adjusts', () => {
    const { names } = deploymentsPart({ platform: 'gke-autopilot' });
    expect(names).toEqual([`${pod}.container[0].resources`, `${pod}.toleration`]);
  });

  test.each(['reloader.stakater.com/auto', 'secret.reloader.stakater.com/reload'])(
    'the variable by which Reloader restarts pods, if %s is annotated',
    (annotation) => {
      const { names } = deploymentsPart({ annotations: { [annotation]: 'true' } });
      expect(names).toEqual([`${pod}.container[0].env`]);
    },
  );
});
