import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { AppChoice, Config, Connector } from '../src/config/schema/config.ts';
import { ConductorOneApp } from '../src/constructs/conductorone-app.ts';
import { secretVariable } from '../src/constructs/secret-variable.ts';
import { literal } from '../src/constructs/terraform-literal.ts';
import type { Surroundings } from '../src/io/io.ts';
import { expiryAnnotation } from '../src/kubernetes/metadata.ts';
import { ConductoroneProvider } from '../src/providers/conductorone/provider.ts';
import { providerVersions } from './provider-versions.ts';
import { ConfiguredBackend } from './state-backend.ts';

/** As much of a stack's output as is known of every one. */
interface SynthesisedStack {
  readonly terraform: { readonly required_providers: Readonly<Record<string, { version?: string }>> };
}

/** What every connector's stack has: the ConductorOne provider, the app, and the outputs. */
export abstract class ConnectorStack extends TerraformStack {
  protected readonly app: ConductorOneApp;

  /**
   * The stack's id is the connector's name.
   * @param config what the connector is described in
   * @param project where its paths begin, and local state is kept
   */
  constructor(scope: Construct, connector: Connector, config: Config, project: Surroundings) {
    super(scope, connector.name);
    new ConfiguredBackend(this, connector.name, { state: config.state, project: project.directory });
    const { tenant, serverUrl, credentials } = config.conductorone;
    new ConductoroneProvider(this, 'conductorone', {
      tenantDomain: tenant,
      serverUrl: literal(serverUrl),
      ...(credentials === 'variables' && {
        clientId: secretVariable(this, 'conductorone_client_id', {
          ephemeral: true,
          description: 'Client id of a ConductorOne API credential',
        }),
        clientSecret: secretVariable(this, 'conductorone_client_secret', {
          ephemeral: true,
          description: 'Client secret of a ConductorOne API credential',
        }),
      }),
    });
    this.app = new ConductorOneApp(this, 'app', appOf(connector));
    this.output('app_id', this.app.appId);
  }

  /** With the exact version of each provider, whatever range a construct asks for. */
  override toTerraform(): SynthesisedStack {
    const json: SynthesisedStack = super.toTerraform();
    for (const [name, provider] of Object.entries(json.terraform.required_providers)) {
      provider.version = providerVersions[name] ?? provider.version;
    }
    return json;
  }

  /** An output under its bare name. */
  protected output(name: string, value: string, options: { readonly sensitive?: boolean } = {}): void {
    new TerraformOutput(this, `output-${name}`, { value, ...options }).overrideLogicalId(name);
  }
}

/**
 * The app, with the day the API token expires as an annotation where the connector itself has no object that
 * could carry one.
 */
function appOf({ app, apiKey: { expires }, hosting }: Connector): AppChoice {
  const { create } = app;
  if (!create || !expires || hosting.type !== 'cloud') return app;
  return { create: { ...create, annotations: { ...create.annotations, [expiryAnnotation]: expires } } };
}
