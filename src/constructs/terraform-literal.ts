import { Token } from 'cdktf';

/**
 * A value with its text taken literally: Terraform reads `${` and `%{` in any string as the start of an
 * expression, and would evaluate what a person wrote. Strings that hold CDKTF tokens stay as they are.
 */
export function literal<Value>(value: Value): Value {
  return literalOf(value) as Value;
}

function literalOf(value: unknown): unknown {
  if (typeof value === 'string') {
    return Token.isUnresolved(value) ? value : value.replace(/([$%])\{/g, '$1$1{');
  }
  if (Array.isArray(value)) return value.map(literalOf);
  if (typeof value === 'object' && value !== null && !Token.isUnresolved(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, literalOf(element)]));
  }
  return value;
}

/** Text as a string literal within a Terraform expression. */
export function quoted(text: string): string {
  return literal(JSON.stringify(text));
}
