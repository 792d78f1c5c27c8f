import type { Construct } from 'constructs';
import type { Connector } from '../config/schema/config.ts';
import { DataConductoroneUsers } from '../providers/conductorone/data-conductorone-users.ts';
import { fixAddress } from './address.ts';
import { exactlyOneId } from './lookup.ts';

/** The user ids of a connector's owners; e-mail addresses are looked up. Undefined leaves it to ConductorOne. */
export function ownerIds(scope: Construct, { name, owners }: Connector): string[] | undefined {
  if (owners.length === 0) return undefined;
  return owners.map((owner, index) =>
    owner.includes('@') ? userId(scope, `${name}_owner_${index}`, owner) : owner,
  );
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
