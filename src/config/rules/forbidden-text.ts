import { isSecret } from '../../text/redact.ts';
import { entriesOf } from '../loading/entries.ts';
import type { Problem } from '../loading/problem.ts';

type Finding = Pick<Problem, 'code' | 'message'>;

const secret: Finding = {
  code: 'secret-in-file',
  message:
    '(value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
};

const cdktfReference = (message: string): Finding => ({ code: 'cdktf-reference', message });

const token = cdktfReference(
  'CDKTF takes "TfToken[" for a reference to something else, such as a secret, and would write that. Leave it out.',
);

const numberInText = cdktfReference(
  'CDKTF takes a number in it for a reference to something else, and would write that. Write it in another way.',
);

const number = cdktfReference(
  'too large a number: CDKTF takes such for references. Write a smaller one, or text.',
);

/** What must stand nowhere, also where any text or number may: secrets, and what CDKTF would put something else for. */
export function forbiddenText(input: unknown): readonly Problem[] {
  return entriesOf(input).flatMap(({ path, value }) => {
    const inKey = strayedText(path.at(-1));
    const inValue = typeof value === 'number' && Math.abs(value) >= 2 ** 53 ? number : strayedText(value);
    return [...(inKey ? [{ ...inKey, path, atKey: true }] : []), ...(inValue ? [{ ...inValue, path }] : [])];
  });
}

function strayedText(text: unknown): Finding | undefined {
  if (typeof text !== 'string') return undefined;
  if (isSecret(text)) return secret;
  if (text.includes('TfToken[')) return token;
  return text.match(/-[\d.]+e[-+]?\d+/g)?.some(isReference) ? numberInText : undefined;
}

/** Whether CDKTF takes a number for a reference, also within text: by its first 16 bits, for one number or for a list. */
function isReference(written: string): boolean {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Number.parseFloat(written));
  return [0xfdff, 0xfbff].includes(view.getUint16(0));
}
