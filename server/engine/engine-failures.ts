import type { Failure } from '../protocol/failure.ts';

/** The sentences of the parent's side. */

export function endedTwice(path: string): Failure {
  return {
    kind: 'unreadable-image',
    message: `${path} ended the engine twice; left out.`,
    hint: 'Save the image anew with another program, or take it out of the folder.',
  };
}

export function modelEndsEngine(name: string, when: string, how: string): Failure {
  return {
    kind: 'model-unusable',
    message: `The model ${name} ended the engine again and again ${when}.`,
    hint: 'Free some memory and try again, or use another model.',
    detail: how,
  };
}

export function workEndsEngine(name: string, how: string): Failure {
  return {
    kind: 'engine',
    message: `The engine ended twice during "${name}".`,
    hint: 'Free some memory and try again.',
    detail: how,
  };
}

export function notStarted(how: string): Failure {
  return {
    kind: 'engine',
    message: `The engine process ends as soon as it is started (${how}).`,
    hint: 'Install the project anew (`npm ci`) and look at the log.',
  };
}

export const CANCELLED: Failure = {
  kind: 'cancelled',
  message: 'Cancelled.',
  hint: 'Start it again: what was done is kept.',
};

export const STOPPED: Failure = {
  kind: 'engine',
  message: 'The engine was stopped.',
  hint: 'Start the work again.',
};

export function notOpen(program: number): Failure {
  return {
    kind: 'internal',
    message: `The engine has no open program ${program}.`,
    hint: 'Please report this with the log.',
  };
}
