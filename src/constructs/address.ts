import { TerraformDataSource, type TerraformResource, TerraformStack } from 'cdktf';

const taken = new WeakMap<TerraformStack, Map<string, string>>();

/**
 * Gives a resource or data source an address that does not depend on where in the construct tree it stands,
 * so that moving a construct around never replaces a live connector or credential.
 * @param id the logical id: a Terraform identifier, unique among its type within the stack
 * @returns the element itself
 * @throws Error where the id is not an identifier, or taken
 */
export function fixAddress<Element extends TerraformResource | TerraformDataSource>(
  element: Element,
  id: string,
): Element {
  const { path } = element.node;
  if (!/^[A-Za-z_][\w-]*$/.test(id)) {
    throw new Error(
      `${path}: "${id}" cannot be part of a Terraform address. Use letters, digits, "-" and "_", starting with a letter.`,
    );
  }
  const stack = TerraformStack.of(element);
  const addresses = taken.get(stack) ?? new Map<string, string>();
  taken.set(stack, addresses);
  const address = addressOf(element, id);
  const other = addresses.get(address);
  if (other) {
    throw new Error(
      `${path}: ${address} is taken by ${other} in the same stack. Give one of them another name.`,
    );
  }
  addresses.set(address, path);
  element.overrideLogicalId(id);
  return element;
}

/** An element's address as `depends_on` and `replace_triggered_by` take it: bare, not an expression. */
export function addressOf(
  element: TerraformResource | TerraformDataSource,
  id: string = element.friendlyUniqueId,
): string {
  const prefix = element instanceof TerraformDataSource ? 'data.' : '';
  return `${prefix}${element.terraformResourceType}.${id}`;
}
