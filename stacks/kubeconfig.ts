import { relative, resolve } from 'node:path';
import { isAnchored, kubeconfigFiles } from '../src/config/derived/kubeconfig.ts';
import { literal } from '../src/constructs/terraform-literal.ts';
import type { Surroundings } from '../src/io/io.ts';

/**
 * The kubeconfig files as the Kubernetes provider takes them. Terraform runs in the stack's folder, the configuration
 * is about the project's.
 * @param path as configured
 * @param stackFolder where Terraform will run
 * @param project where the configuration's paths begin, with the variables that name files
 */
export function kubeconfig(
  path: string | undefined,
  stackFolder: string,
  { directory, environment }: Surroundings,
): { readonly configPath?: string; readonly configPaths?: string[] } {
  const [first, ...others] = kubeconfigFiles(path, environment).map((file) =>
    isAnchored(file) ? file : relative(stackFolder, resolve(directory, file)).replaceAll('\\', '/'),
  );
  return others.length > 0
    ? { configPaths: [first ?? '', ...others].map((file) => literal(file)) }
    : { configPath: literal(first) };
}
