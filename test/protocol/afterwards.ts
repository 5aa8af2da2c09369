import { after } from 'node:test';

const works: (() => void | Promise<void>)[] = [];

// Registered as the file loads: `after` inside a `before` would run when that hook ends.
after(async () => {
  for (const work of works.reverse()) await work();
});

/** Runs when all tests of the file are over; the last one asked for runs first. */
export function afterwards(work: () => void | Promise<void>): void {
  works.push(work);
}
