import { type TerraformDataSource, Token } from 'cdktf';
import { literal, quoted } from './terraform-literal.ts';

/** What to find in the list that a search data source returns. */
export interface Lookup {
  /** Names an element of the list in an expression, e.g. `app`. */
  readonly element: string;
  /** Path of the id within the element, e.g. `id`. */
  readonly id: string;
  /** Path of the text to compare, without regard to case. */
  readonly key: string;
  /** The text that exactly one element must have. */
  readonly value: string;
  /** What is looked for, in the error: `user with the e-mail address`. */
  readonly what: string;
  /** What to do if there is none, or several. */
  readonly remedy?: string;
}

/**
 * The id of the one element that matches. ConductorOne's searches match loosely, and the singular data
 * sources take whichever comes first: here, none and several are errors.
 * @returns a reference to the id
 */
export function exactlyOneId(source: TerraformDataSource, lookup: Lookup): string {
  const { element, id, key, value, what, remedy = 'Check its spelling, or use its id instead.' } = lookup;
  const matches = (list: string) =>
    `[for ${element} in ${list} : ${element}.${id} if try(lower(${element}.${key}), null) == lower(${quoted(value)})]`;
  source.lifecycle = {
    postcondition: [
      {
        condition: `\${length(try(${matches('self.list')}, [])) == 1}`,
        errorMessage: literal(`ConductorOne does not know exactly one ${what} "${value}". ${remedy}`),
      },
    ],
  };
  return Token.asString(`\${one(${matches(`${source.fqn}.list`)})}`);
}
