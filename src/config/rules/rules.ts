import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { connectorDrift, connectorErrors, connectorNotes } from './connector.ts';
import { fileErrors, fileNotes } from './file.ts';
import { inConnector, type Rule } from './rule.ts';
import { stateErrors, stateNotes } from './state.ts';

/** What keeps a connector from working. */
export function connectorErrorsOf(connector: unknown, today: string): readonly Problem[] {
  return connectorErrors.flatMap((check) => check(connector, today));
}

/** What keeps a configuration from working, beyond its shape. */
export function errorsOf(config: unknown, today: string): readonly Problem[] {
  const ofFile = [...fileErrors, ...stateErrors].flatMap((check) => check(config, today));
  return [...ofFile, ...ofEach(config, connectorErrors, today)];
}

/** What deserves a word though it works. */
export function notesOf(config: unknown, today: string): readonly Problem[] {
  const ofFile = [...fileNotes, ...stateNotes].flatMap((check) => check(config, today));
  return [...ofFile, ...ofEach(config, connectorNotes, today)];
}

/** What works today and may be another thing tomorrow. */
export function driftOf(config: unknown, today: string): readonly Problem[] {
  return ofEach(config, connectorDrift, today);
}

function ofEach(config: unknown, rules: readonly Rule[], today: string): readonly Problem[] {
  const { data } = z.object({ connectors: z.array(z.unknown()) }).safeParse(config);
  return (data?.connectors ?? []).flatMap((connector, index) =>
    rules.flatMap((check) => check(connector, today)).map((found) => inConnector(index, found)),
  );
}
