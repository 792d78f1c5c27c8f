/**
 * Refuses what a translation has not taken over, so that nothing of an API object is dropped in silence.
 * @param where the object and the field, e.g. `Deployment.spec`
 * @throws Error naming the fields
 */
export function assertNothingLeft(rest: object, where: string): void {
  const keys = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  if (keys.length > 0) throw new Error(`${where}: no translation to Terraform for ${keys.join(', ')}.`);
}

/**
 * An object whose fields are the same in Terraform.
 * @throws Error naming any fields but these
 */
export function only<Fields extends object, Key extends keyof Fields & string>(
  object: Fields,
  where: string,
  ...keys: readonly Key[]
): Pick<Fields, Key> {
  const others = Object.entries(object).filter(([key]) => !(keys as readonly string[]).includes(key));
  assertNothingLeft(Object.fromEntries(others), where);
  return object;
}
