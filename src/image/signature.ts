import { execa } from 'execa';
import { childOptions, type Surroundings } from '../io/io.ts';

/** Who signs the images of distroless, as its README says. */
const signer = {
  repository: 'gcr.io/distroless/',
  issuer: 'https://accounts.google.com',
  identity: 'keyless@distroless.iam.gserviceaccount.com',
} as const;

/** What is known of a base's signature: it is right, wrong, or nobody has looked, each with why. */
export type Signature =
  | { readonly state: 'right' }
  | { readonly state: 'wrong'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string };

/** Has cosign check the signature of an image. */
export async function signatureOf(
  surroundings: Surroundings,
  base: string,
  stop: AbortSignal,
): Promise<Signature> {
  if (!base.startsWith(signer.repository)) {
    return { state: 'unknown', reason: 'it is not distroless, whose signer is known' };
  }
  const flags = ['--certificate-oidc-issuer', signer.issuer, '--certificate-identity', signer.identity];
  const result = await execa('cosign', ['verify', ...flags, base], {
    reject: false,
    stdin: 'ignore',
    ...childOptions(surroundings),
    cancelSignal: stop,
  });
  stop.throwIfAborted();
  if (result.code === 'ENOENT') return { state: 'unknown', reason: 'cosign is not on the PATH' };
  if (!result.failed) return { state: 'right' };
  // Cosign explains at length, and says what failed last.
  const line = result.stderr.trim().split('\n').at(-1) || result.shortMessage || '';
  return { state: 'wrong', reason: line.replace(/[.]$/, '') };
}
