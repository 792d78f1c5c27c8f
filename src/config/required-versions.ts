/**
 * The least version of what deploys: Terraform has ephemeral variables since 1.10, OpenTofu since 1.11; both have
 * write-only arguments since 1.11.
 */
export const leastTerraform = '1.11.0';

/** The least version of CDKTF's command line: what is synthesised is of that version. */
export const leastCdktf = '0.21.0';

/** The least version of Node.js, as in package.json. */
export const leastNode = '22.19.0';
