/** Where a long job says how far it is: the editor's progress, or nothing. */
export interface ProgressSink {
  /** @param percentage 0..100, whole; absent where the total is not known */
  report(message: string, percentage?: number): void;
}
