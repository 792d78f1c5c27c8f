import type { Construct } from 'constructs';
import type { Connector } from '../config/schema/config.ts';
import { DataConductoroneUsers } from '../providers/conductorone/data-conductorone-users.ts';
import { fixAddress } from './address.ts';
import { exactlyOneId } from './lookup.ts';

/**
 * The user ids of owners; e-mail addresses are looked up.
 * @param prefix begins the addresses of the look-ups
 */
export function ownerIds(scope: Construct, prefix: string, owners: readonly string[]): string[] {
  return owners.map((owner, index) =>
    owner.includes('@') ? userId(scope, `${prefix}_${index}`, owner) : owner,
  );
}

/** A connector's owners; undefined leaves them to ConductorOne. */
export function connectorOwnerIds(scope: Construct, { name, owners }: Connector): string[] | undefined {
  return owners.length === 0 ? undefined : ownerIds(scope, `${name}_owner`, owners);
}

function userId(scope: Construct, id: string, email: string): string {
  const users = new DataConductoroneUsers(scope, id, { email, pageSize: 100 });
  return exactlyOneId(fixAddress(users, id), {
    element: 'entry',
    id: 'user.id',
    key: 'user.email',
    value: email,
    what: 'user with the e-mail address',
  });
}
