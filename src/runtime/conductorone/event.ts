import type { Outcome, TaskKind } from './task.ts';

/** What happens in service mode, for logs and metrics. Texts hold no secrets; times are in milliseconds. */
export type ServiceEvent =
  | { readonly type: 'connected' }
  /** A call has failed and will be made again after a wait. */
  | { readonly type: 'retrying'; readonly error: string; readonly wait: number }
  | { readonly type: 'task-started'; readonly id: string; readonly kind: TaskKind }
  | {
      readonly type: 'task-ended';
      readonly id: string;
      readonly kind: TaskKind;
      readonly outcome: Outcome;
      /** Why it has not succeeded. */
      readonly error?: string;
      /** Of a mistake in this program. */
      readonly stack?: string;
      readonly elapsed: number;
    }
  /** A task has ended, and ConductorOne could not be told how. */
  | {
      readonly type: 'task-end-not-reported';
      readonly id: string;
      readonly kind: TaskKind;
      readonly error: string;
    }
  | { readonly type: 'stopping'; readonly running: number };

/** Is told what happens. It must not throw. */
export type Tell = (event: ServiceEvent) => void;
