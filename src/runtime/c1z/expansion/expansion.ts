import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { annotation } from '../../messages/annotation.ts';
import { GrantImmutableSchema } from '../../proto/gen/c1/connector/v2/annotation_grant_pb.ts';
import { compareBytes, encodeGrant } from '../encode.ts';
import { entitlements } from '../schema.ts';
import { combinations } from './combinations.ts';
import type { Holders } from './holders.ts';
import { loadSources, type MembershipSource, type SourcesOf } from './sources.ts';
import type { Target } from './targets.ts';

/** What an expansion has done. */
export interface Expansion {
  /** Grants that were added, to members of groups. */
  readonly added: number;
  /** Direct grants to members of groups, which now name the groups too. */
  readonly merged: number;
  /** Expandable grants of, or through, entitlements that do not exist: nothing followed from them. */
  readonly dropped: number;
}

/** What grants of the same entitlement have in common. */
export interface GrantTemplate {
  /** A grant's field `entitlement`. */
  readonly start: Uint8Array;
  /** A grant's fields after its id. */
  readonly end: Uint8Array;
  readonly expansion: Uint8Array | null;
}

/** The grants of one entitlement, by their holders. */
export interface EntitlementGrants {
  /** Numbers of the holders, ascending. */
  readonly holders: Uint32Array;
  /** The form of each holder's grant. */
  readonly forms: readonly GrantTemplate[];
}

/**
 * All grants as they are to be stored: those that were added, and if they are to be expanded those of the groups'
 * members, one per member, which says through which groups it comes. Whoever holds the same directly keeps that
 * grant, which then names the groups as well.
 */
export class ExpandedGrants {
  readonly #database: DatabaseSync;
  readonly #targets: readonly Target[];
  readonly #holders: Holders;
  readonly #sourcesOf: SourcesOf | undefined;
  readonly #findHeld: StatementSync;
  readonly #findEntitlement: StatementSync;
  /** Both by the holder's number, and empty between one target and the next. */
  readonly #scratch: Int32Array;
  readonly #formOf: (GrantTemplate | undefined)[];
  readonly #addedEnds = new Map<string, Uint8Array>();
  #added = 0;
  #merged = 0;
  #dropped = 0;

  /**
   * @param database with the tables `row` and `held`, its entitlements indexed
   * @param expand whether members of groups get grants of their own
   * @throws Error if a group's members are granted by another group: Confluence has no groups in groups
   */
  constructor(database: DatabaseSync, targets: readonly Target[], holders: Holders, expand: boolean) {
    this.#database = database;
    this.#targets = targets;
    this.#holders = holders;
    this.#scratch = new Int32Array(holders.count);
    this.#formOf = new Array(holders.count);
    this.#sourcesOf = expand ? loadSources(database) : undefined;
    this.#findHeld = database.prepare('select data from held where number = ?');
    this.#findEntitlement = database.prepare(`select data from ${entitlements.name} where external_id = ?`);
  }

  /** What has been expanded so far. */
  get expansion(): Expansion {
    return { added: this.#added, merged: this.#merged, dropped: this.#dropped };
  }

  /** The grants of each target, once. */
  *all(): Generator<EntitlementGrants> {
    let direct: DirectGrants | undefined;
    let formOf = this.#directForms();
    const statement = this.#database.prepare(
      'select target, holder, held, expansion from row order by target, holder',
    );
    // One target may have a million rows: none is kept.
    statement.setReturnArrays(true);
    for (const row of statement.iterate() as unknown as Iterable<Row>) {
      const [target, holder, held, expansion] = row;
      if (direct?.target !== target) {
        if (direct) yield this.#grantsOf(direct);
        direct = { target, holders: [], forms: [], expandable: [] };
        formOf = this.#directForms();
      }
      direct.holders.push(holder);
      direct.forms.push(formOf(held, expansion));
      if (expansion) direct.expandable.push({ holder, expansion });
    }
    if (direct) yield this.#grantsOf(direct);
  }

  #grantsOf({ target, holders, forms, expandable }: DirectGrants): EntitlementGrants {
    const sources = this.#sourcesOf ? this.#sourcesIn(expandable, this.#sourcesOf) : [];
    const { entitlement = '' } = this.#targets[target] ?? {};
    const found = sources.length > 0 ? this.#findEntitlement.get(entitlement) : undefined;
    if (!found) {
      this.#dropped += sources.length;
      return { holders: new Uint32Array(holders), forms };
    }
    const formOf = this.#formOf;
    for (let index = 0; index < holders.length; index++) formOf[holders[index] as number] = forms[index];
    const start = entitlementField(found['data'] as Uint8Array);
    const memberships = sources.map((source) => source.holders);
    for (const { groups, members } of combinations(memberships, this.#scratch)) {
      const ids = groups.map((group) => sources[group]?.entitlement ?? '');
      const added: GrantTemplate = { start, end: this.#addedEnd(ids), expansion: null };
      let mergedEnd: Uint8Array | undefined;
      for (const member of members) {
        const direct = formOf[member];
        if (direct) {
          // The sources are a grant's last field, which direct grants do not have yet.
          mergedEnd ??= encodeGrant(sourcesField([...ids, entitlement]));
          formOf[member] = { ...direct, end: mergedEnd };
          this.#merged++;
        } else {
          formOf[member] = added;
          holders.push(member);
          this.#added++;
        }
      }
    }
    const sorted = new Uint32Array(holders).sort();
    const sortedForms: GrantTemplate[] = [];
    for (const holder of sorted) {
      sortedForms.push(formOf[holder] as GrantTemplate);
      formOf[holder] = undefined;
    }
    return { holders: sorted, forms: sortedForms };
  }

  /** The end of a grant that was added. The same groups are granted many things. */
  #addedEnd(sources: readonly string[]): Uint8Array {
    const key = sources.join('\n');
    let end = this.#addedEnds.get(key);
    if (!end) {
      end = encodeGrant({ annotations: [immutable], ...sourcesField(sources) });
      if (this.#addedEnds.size === mostEnds) this.#addedEnds.clear();
      this.#addedEnds.set(key, end);
    }
    return end;
  }

  /** Makes the forms of one target's direct grants, of which most are the same. */
  #directForms(): (held: number, expansion: Uint8Array | null) => GrantTemplate {
    const byHeld = new Map<number, GrantTemplate>();
    return (held, expansion) => {
      let form = byHeld.get(held);
      if (!form) {
        const start = this.#findHeld.get(held)?.['data'] as Uint8Array;
        form = { start, end: nothing, expansion: null };
        byHeld.set(held, form);
      }
      return expansion ? { ...form, expansion } : form;
    };
  }

  /** Through which a target's groups' members get it, each once; counts those that do not exist. */
  #sourcesIn(expandable: DirectGrants['expandable'], sourcesOf: SourcesOf): readonly MembershipSource[] {
    const sources = new Set<MembershipSource>();
    for (const { holder, expansion } of expandable) {
      const { resourceType, resource } = this.#holders.principal(holder);
      for (const source of sourcesOf(expansion)) {
        if (!source) this.#dropped++;
        else if (source.resourceType === resourceType && source.resource === resource) sources.add(source);
        else {
          throw new Error(
            `${source.entitlement} is not of ${resourceType} ${resource}, which is granted through it`,
          );
        }
      }
    }
    return [...sources];
  }
}

/** What was added of one target. */
interface DirectGrants {
  readonly target: number;
  /** Ascending. */
  readonly holders: number[];
  readonly forms: GrantTemplate[];
  readonly expandable: { readonly holder: number; readonly expansion: Uint8Array }[];
}

type Row = readonly [target: number, holder: number, held: number, expansion: Uint8Array | null];

const nothing = new Uint8Array();

/** Of how many combinations of groups the ends are kept. */
const mostEnds = 2_000;

const immutable = annotation(GrantImmutableSchema);

function entitlementField(entitlement: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(entitlement).finish();
}

/** A grant's field `sources`. Groups' members are all direct ones. */
function sourcesField(ids: readonly string[]) {
  const entries = [...ids].sort(compareBytes).map((id) => [id, { isDirect: true }] as const);
  return { sources: { sources: Object.fromEntries(entries) } };
}
