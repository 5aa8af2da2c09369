/** What the extension host says of one test, and at the very end. */
export interface HostOutcome {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'ended';
  readonly why?: string;
}
