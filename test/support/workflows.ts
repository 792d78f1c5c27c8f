import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parse } from 'yaml';
import { root } from './synth.ts';

type Texts = Readonly<Record<string, string>>;

/** A step of a job, as far as tests look at it. */
export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Texts;
}

/** A job of a workflow. */
export interface Job {
  readonly permissions?: Texts;
  readonly 'timeout-minutes'?: number;
  readonly env?: Texts;
  readonly strategy?: {
    readonly matrix: { readonly include?: readonly Readonly<Record<string, unknown>>[] };
  };
  readonly steps: readonly Step[];
}

/** A workflow of GitHub Actions, and its text. */
export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly permissions?: Texts;
  readonly concurrency?: unknown;
  readonly defaults?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, '.github', 'workflows');

/** This project's own. */
export const workflows: readonly Workflow[] = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { ...parse(text), file, text };
});

/** A job of one of them. @throws Error if there is none */
export function jobOf(file: string, name: string): Job {
  const job = workflows.find((workflow) => workflow.file === file)?.jobs[name];
  if (job === undefined) throw new Error(`.github/workflows/${file} has no job ${name}`);
  return job;
}

/** What GitHub has against a workflow. */
export async function workflowErrors(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yaml', content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** The actions that a text uses, each with its version as a comment. */
export function actionsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/^ *(?:- )?uses: (.*)$/gm), ([, action = '']) => action);
}

/** An action by its commit, and the version that this is. */
export const pinnedAction = /^[\w-]+\/[\w-]+(?:\/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
