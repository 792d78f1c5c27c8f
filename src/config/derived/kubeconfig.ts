import { delimiter, win32 } from 'node:path';
import type { Environment } from '../../io/io.ts';

/** Where kubectl looks if nothing says otherwise. */
export const usualKubeconfig = '~/.kube/config';

/**
 * The kubeconfig files of a cluster: the one that the configuration names, else those of the environment. They are
 * decided here, as hashicorp/kubernetes reads KUBE_CONFIG_PATH and kubectl reads KUBECONFIG: both are to look into the
 * same files, and without any the provider would look at another cluster.
 * @returns paths from the working directory, or absolute ones; several only if the environment lists several
 */
export function kubeconfigFiles(path: string | undefined, environment: Environment): readonly string[] {
  if (path) return [path];
  const { KUBE_CONFIG_PATH: one, KUBE_CONFIG_PATHS: several, KUBECONFIG: kubectls } = environment;
  if (one) return [one];
  const listed = (several || kubectls || '').split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [usualKubeconfig];
}

/** Whether a path means the same from any folder: also a Windows path, on whichever machine. */
export function isAnchored(path: string): boolean {
  return /^~[/\\]/.test(path) || win32.isAbsolute(path);
}
