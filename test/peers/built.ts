import type { Need } from '../support/programs.ts';
import { isBuilt, type Peer } from './peers.ts';

/** A peer as a need of a test; the module proxy alone decides whether CI has it. */
export function built(peer: Peer): Need {
  return { name: `${peer.name} ${peer.version}`, met: isBuilt(peer), required: false };
}
