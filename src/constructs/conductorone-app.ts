import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { refuseForbiddenText } from '../config/loading/check.ts';
import { ConfigError, configError } from '../config/loading/problem.ts';
import { policyGivenTwice } from '../config/rules/app.ts';
import type { AppChoice } from '../config/schema/config.ts';
import { App } from '../providers/conductorone/app.ts';
import { DataConductoroneApps } from '../providers/conductorone/data-conductorone-apps.ts';
import { fixAddress } from './address.ts';
import { appOwners } from './app-owners.ts';
import { exactlyOneId } from './lookup.ts';
import { type PolicyKind, policyId } from './policies.ts';
import { literal, quoted } from './terraform-literal.ts';

/** The app to make or to use: exactly one of `create` and `existing`. All is text, but `existing.id` may be a reference. */
export type ConductorOneAppProps = AppChoice;

type Create = NonNullable<AppChoice['create']>;

const identityMatching = {
  strict: 'APP_USER_IDENTITY_MATCHING_STRICT',
  'display-name': 'APP_USER_IDENTITY_MATCHING_DISPLAY_NAME',
} as const;

/**
 * The app in ConductorOne that a connector belongs to: a new one, or one that is there already, found by id
 * or by its exact display name. The construct's id is the resource's logical id, wherever it stands.
 */
export class ConductorOneApp extends Construct {
  /** The app's id, or a reference to it. */
  readonly appId: string;
  /**
   * The same where it can be known ahead, for telling another app from a changed one: the provider plans a
   * new app's id as unknown whenever it changes a setting of it.
   */
  readonly identity: string;
  /** The display name of a new app. */
  readonly #createdName: string | undefined;

  /** @throws ConfigError unless exactly one app is given, or if a reference is given instead of text */
  constructor(scope: Construct, id: string, props: ConductorOneAppProps) {
    super(scope, id);
    const { create, existing: { id: appId, displayName } = {} } = props;
    refuseForbiddenText({ create, existing: { displayName } }, this.node.path);
    const twice = policyGivenTwice({ app: { create } }, '');
    if (twice.length > 0) {
      throw configError(
        twice.map((problem) => ({ ...problem, path: problem.path.slice(1) })),
        this.node.path,
      );
    }
    if (create && !appId && !displayName) this.appId = this.create(id, create);
    else if (appId && !create && !displayName) this.appId = appId;
    else if (displayName && !create && !appId) this.appId = this.find(id, displayName);
    else
      throw new ConfigError([
        `${this.node.path}: give exactly one of create: { displayName }, existing: { id } and existing: { displayName }.`,
      ]);
    this.identity = create ? `created as ${id}` : this.appId;
    this.#createdName = create?.displayName;
  }

  /**
   * Expressions of the app's id, for what belongs to entitlements: the id itself, and a list with it that is known
   * whenever Terraform plans. Of a new app, the list is empty until that is made, and once more if it gets another name.
   */
  lookUp(): { readonly id: string; readonly planned: string } {
    const local = `${this.node.id}_app_id`;
    TerraformStack.of(this).addOverride(`locals.${local}`, this.appId);
    const id = `local.${local}`;
    if (this.#createdName === undefined) return { id, planned: `[${id}]` };
    const present = this.node.tryFindChild('present') as DataConductoroneApps | undefined;
    const apps = present ?? this.present(this.#createdName);
    const isNamed = `try(lower(app.display_name), null) == lower(${quoted(this.#createdName)})`;
    return { id, planned: `[for app in coalesce(${apps.fqn}.list, []) : app.id if ${isNamed}]` };
  }

  private present(displayName: string): DataConductoroneApps {
    const apps = new DataConductoroneApps(this, 'present', {
      displayName: literal(displayName),
      pageSize: 100,
    });
    return fixAddress(apps, this.node.id);
  }

  private create(id: string, props: Create): string {
    const {
      identityMatching: matching,
      owners,
      certifyPolicy,
      grantPolicy,
      revokePolicy,
      ...settings
    } = props;
    const byName = Object.entries({ certify: certifyPolicy, grant: grantPolicy, revoke: revokePolicy });
    const policies = byName.flatMap(([kind, name]) =>
      name === undefined
        ? []
        : [
            [
              `${kind}PolicyId`,
              policyId(this, `${id}_${kind}_policy`, { kind: kind as PolicyKind, displayName: name }),
            ] as const,
          ],
    );
    const app = new App(this, 'app', {
      ...literal(settings),
      ...Object.fromEntries(policies),
      ...(matching && { identityMatching: identityMatching[matching] }),
    });
    const appId = fixAddress(app, id).id;
    if (owners) appOwners(this, id, { appId, owners });
    return appId;
  }

  private find(id: string, displayName: string): string {
    const apps = new DataConductoroneApps(this, 'apps', { displayName: literal(displayName), pageSize: 100 });
    return exactlyOneId(fixAddress(apps, id), {
      element: 'app',
      id: 'id',
      key: 'display_name',
      value: displayName,
      what: 'app with the display name',
    });
  }
}
