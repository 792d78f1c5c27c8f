/**
 * The least version of what deploys: Terraform has ephemeral variables since 1.10, OpenTofu since 1.11; both have
 * write-only arguments since 1.11.
 */
export const leastTerraform = '1.11.0';
