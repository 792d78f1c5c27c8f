// Who may import whom. Every rule names the layer, what it may not know, and why.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'data flows one way', {}, { circular: true }),
    rule('resolvable', 'every import resolves', {}, { couldNotResolve: true }),
    rule(
      'config-knows-nobody',
      'the model stands alone',
      { path: '^src/config/' },
      { path: '^(src/(?!(config|io|text)/)|stacks/|test/)' },
    ),
    rule(
      'text',
      'how a text is shown depends on nothing',
      { path: '^src/text/' },
      { path: '^(src/(?!text/)|stacks/|test/|node_modules/)' },
    ),
    rule(
      'io',
      'what a command has of its process depends on nothing but whom to tell: commander',
      { path: '^src/io/' },
      { path: '^(src/(?!io/)|stacks/|test/|node_modules/(?!commander/))' },
    ),
    rule(
      'io-of-the-process',
      'commands get their streams, environment and signals: what starts them gives those of the process',
      {},
      { path: '^src/io/process[.]ts$' },
    ),
    rule(
      'constructs',
      'constructs know config, providers and kubernetes',
      { path: '^src/constructs/' },
      { path: '^(src/(?!(config|providers|kubernetes|constructs)/)|stacks/|test/)' },
    ),
    rule(
      'kubernetes',
      'the workload knows only the model',
      { path: '^src/kubernetes/' },
      { path: '^(src/(?!(config|kubernetes|files|io|text)/)|stacks/|test/)' },
    ),
    rule(
      'providers',
      'generated bindings stand alone',
      { path: '^src/providers/' },
      { path: '^(src/(?!providers/)|stacks/|test/)' },
    ),
    rule(
      'runtime-stays-small',
      "the runtime's image holds the vocabulary of config, and how it reads YAML, and nothing of CDKTF or Kubernetes",
      { path: '^src/runtime/' },
      {
        path: '^(src/(?!(config|files|io|network|oauth|runtime|completion|text)/)|stacks/|test/|node_modules/(cdktf|constructs|@cdktf)/)',
      },
    ),
    rule(
      'runtime-parts',
      'reading Confluence, writing files and serving ConductorOne share messages only, and know nothing of what ties them',
      { path: '^src/runtime/(confluence|c1z|conductorone|messages|proto)/' },
      { path: '^src/runtime/(?!($1|messages|proto)/)' },
    ),
    rule(
      'network',
      'how to reach a host takes its name and the environment',
      { path: '^src/network/' },
      { path: '^(src/(?!(io|network)/)|stacks/|test/)' },
    ),
    rule(
      'oauth',
      'an access token takes a client and the network',
      { path: '^src/oauth/' },
      { path: '^(src/(?!(network|oauth)/)|stacks/|test/)' },
    ),
    rule(
      'runtime-network-of-callers',
      'only what calls others has a use for the network',
      { path: '^src/runtime/', pathNot: '^src/runtime/(confluence|conductorone|telemetry)/' },
      { path: '^src/network/' },
    ),
    rule(
      'telemetry-of-its-own',
      "OpenTelemetry's packages are of one room",
      { pathNot: '^(src/runtime/telemetry/|test/)' },
      { path: 'node_modules/@opentelemetry/' },
    ),
    rule(
      'telemetry-when-wanted',
      "OpenTelemetry's packages are loaded for those who name a collector, and nobody else",
      { path: '^src/', pathNot: '^src/runtime/telemetry/' },
      {
        path: '^src/runtime/telemetry/',
        pathNot: '^src/runtime/telemetry/error[.]ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'runtime-provisioning',
      'granting and revoking takes Confluence, a task and messages, and nothing of how a sync works',
      { path: '^src/runtime/provisioning/' },
      { path: '^src/runtime/(?!(provisioning|confluence|conductorone|messages|proto)/)' },
    ),
    rule(
      'runtime-cli',
      'what a sync does is not told by how it is started',
      { path: '^src/runtime/', pathNot: '^src/runtime/(main[.]ts$|cli/)' },
      { path: '^src/runtime/(main[.]ts$|cli/)' },
    ),
    rule(
      'clients',
      'whom status and doctor ask takes the model and a login',
      { path: '^src/clients/' },
      { path: '^(src/(?!(config|clients|io|network|oauth|text)/)|stacks/|test/)' },
    ),
    rule(
      'status',
      'looking at a deployment takes the model, and the workload',
      { path: '^src/status/' },
      { path: '^(src/(?!(config|clients|status|io|kubernetes|text)/)|stacks/|test/)' },
    ),
    rule(
      'doctor',
      'looking ahead takes the model, the workload, and a login to Confluence as the connector makes it',
      { path: '^src/doctor/' },
      {
        path: '^(src/(?!(config|clients|doctor|io|kubernetes|text)/|runtime/confluence/)|stacks/|test/)',
      },
    ),
    rule(
      'access',
      'what a sync has found is told by its file',
      { path: '^src/access/' },
      {
        path: '^(src/(?!(access|config)/|runtime/(c1z|proto)/)|stacks/|test/)',
      },
    ),
    rule(
      'completion',
      'completing a program takes its commands, whichever it is',
      { path: '^src/completion/' },
      { path: '^(src/(?!completion/)|stacks/|test/)' },
    ),
    rule(
      'image',
      'building an image takes a folder and a name',
      { path: '^src/image/' },
      { path: '^(src/(?!(image|io)/)|stacks/|test/)' },
    ),
    rule(
      'report',
      'a page shows what a file tells',
      { path: '^src/report/' },
      { path: '^(src/(?!(access|report|text)/)|stacks/|test/)' },
    ),
    rule(
      'report-in-a-browser',
      'what runs in the page takes its data, and nothing of Node',
      {
        path: '^src/(access/(report|reach|holders|totals)|report/(browser/.*|state|search|scope|columns|table|wording|facts|findings|links|marks|changes|review|export|export-changes|file-name))[.]ts$',
      },
      {
        path: '^src/(?!text/|access/(report|reach|holders|totals)[.]ts$|report/(browser/|(state|search|scope|columns|table|wording|facts|findings|links|marks|changes|review|export|export-changes|file-name)[.]ts$))',
      },
    ),
    rule(
      'files',
      'how a file is written depends on nothing',
      { path: '^src/files/' },
      { path: '^(src/(?!(files|io)/)|stacks/|test/)' },
    ),
    rule(
      'cdktf-only-where-terraform-is',
      'the command line renders YAML without loading CDKTF',
      { pathNot: '^(src/(constructs|providers|index[.]ts)|src/kubernetes/terraform/|stacks/|test/)' },
      { path: 'node_modules/(cdktf|constructs|@cdktf)/' },
    ),
    rule(
      'yaml-without-cdktf',
      'printing manifests never loads the Terraform translation',
      { path: '^src/(cli|kubernetes)/', pathNot: '^src/kubernetes/terraform/' },
      { path: '^src/kubernetes/terraform/' },
    ),
    rule(
      'nobody-imports-the-top',
      'the command line and the stacks sit on top; the public face of the library shows the stacks',
      { pathNot: '^(src/cli/|src/index[.]ts$|stacks/|test/)' },
      { path: '^(src/cli/|stacks/)' },
    ),
    rule(
      'stacks-when-needed',
      'the command line loads CDKTF for the commands that synthesise only',
      { path: '^src/cli/' },
      { path: '^stacks/', dynamic: false },
    ),
    rule(
      'no-tests-in-product',
      'tests depend on the product, not the reverse',
      { path: '^(src|stacks)/' },
      { path: '^test/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
