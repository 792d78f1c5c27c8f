import { Command } from 'commander';
import { hasBundledImage } from '../config/derived/bundled-image.ts';
import type { Connector } from '../config/schema/config.ts';
import { bundledImage } from '../config/schema/image.ts';
import type { Io } from '../io/io.ts';
import { configOption, load } from './config-option.ts';

const help = `
Examples:
  $ confluence-connector validate
  $ confluence-connector validate --strict --config prod/connector.yaml`;

/** `validate`: checks a configuration and lists what it describes. */
export function validateCommand(io: Io): Command {
  return new Command('validate')
    .description('check the configuration and list its connectors')
    .addOption(configOption())
    .option('--strict', 'refuse what may change by itself, such as a moving image tag')
    .addHelpText('after', help)
    .action((options: { config?: string; strict?: boolean }) => {
      const { config, file } = load(io, options.config, { strict: options.strict ?? false });
      io.stdout.write(
        [`${file} is valid.`, ...config.connectors.map((connector) => `  ${summary(connector)}`), ''].join(
          '\n',
        ),
      );
    });
}

function summary(connector: Connector): string {
  const { name, site, hosting } = connector;
  const how =
    hosting.type === 'cloud'
      ? 'cloud-hosted'
      : `self-hosted, delivered by ${hosting.delivery}, namespace ${hosting.namespace.name}`;
  return `${name}: ${site}, ${how}${hasBundledImage(connector) ? `, image ${bundledImage}` : ''}`;
}
