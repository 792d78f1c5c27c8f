import type { DatabaseSync } from 'node:sqlite';
import { type GrantPrincipal, grantId } from '../../messages/grant.ts';
import { encodeGrant } from '../encode.ts';

/**
 * Everybody who holds a grant, numbered from 0 by type and id: all of a grant's row and message that depends on its
 * holder alone. There may be a million, so that all texts are in one buffer.
 */
export class Holders {
  readonly count: number;
  /** Of each holder what ends a grant's id, `:<type>:<id>`, then a grant's field `principal`. */
  readonly bytes: Uint8Array;
  /** Where a holder's bytes begin; one more is their end. */
  readonly starts: Uint32Array;
  /** Bytes of what ends a grant's id. */
  readonly suffixLengths: Uint32Array;
  readonly typeLengths: Uint32Array;
  /** Whether the ends of ids have the same order. */
  readonly suffixesAscend: boolean;

  private constructor(
    bytes: Buffer,
    starts: Uint32Array,
    suffixLengths: Uint32Array,
    typeLengths: Uint32Array,
  ) {
    this.count = suffixLengths.length;
    this.bytes = bytes;
    this.starts = starts;
    this.suffixLengths = suffixLengths;
    this.typeLengths = typeLengths;
    this.suffixesAscend = suffixLengths.every(
      (_, holder) => holder === 0 || Buffer.compare(this.suffix(holder - 1), this.suffix(holder)) < 0,
    );
  }

  /** Reads the holders of a database's table `granted`, and numbers them in a new table `holder`. */
  static load(database: DatabaseSync): Holders {
    database.exec(`
      create table holder (number integer, type text, id text, primary key (type, id)) without rowid;
      insert into holder
      select row_number() over (order by type, resource) - 1, type, resource
      from (select distinct type, resource from granted)`);
    const { count } = database.prepare('select count(*) as count from holder').get() as { count: number };
    const starts = new Uint32Array(count + 1);
    const suffixLengths = new Uint32Array(count);
    const typeLengths = new Uint32Array(count);
    let bytes = Buffer.alloc(64 * count);
    let end = 0;
    let holder = 0;
    for (const row of database.prepare('select type, id from holder order by type, id').iterate()) {
      const principal = { resourceType: String(row['type']), resource: String(row['id']) };
      const suffix = Buffer.from(grantId('', principal));
      const message = encodeGrant({ principal: { id: principal } });
      const start = end;
      end += suffix.length + message.length;
      if (end > bytes.length) bytes = Buffer.concat([bytes], 2 * end);
      bytes.set(suffix, start);
      bytes.set(message, start + suffix.length);
      suffixLengths[holder] = suffix.length;
      typeLengths[holder] = Buffer.byteLength(principal.resourceType);
      starts[++holder] = end;
    }
    return new Holders(bytes, starts, suffixLengths, typeLengths);
  }

  /** A holder by its number. */
  principal(holder: number): GrantPrincipal {
    const text = Buffer.from(this.suffix(holder)).subarray(1);
    const typeLength = this.typeLengths[holder] ?? 0;
    return {
      resourceType: text.toString('utf8', 0, typeLength),
      resource: text.toString('utf8', typeLength + 1),
    };
  }

  /** What ends the ids of a holder's grants. */
  suffix(holder: number): Uint8Array {
    const start = this.starts[holder] ?? 0;
    return this.bytes.subarray(start, start + (this.suffixLengths[holder] ?? 0));
  }
}

/** Copies some bytes; for few of them faster than what the platform has. @returns the place after them */
export function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  const shift = at - start;
  for (let place = start; place < end; place++) to[place + shift] = from[place] as number;
  return end + shift;
}
