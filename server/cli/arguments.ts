import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestWord } from '../configuration/nearest-word.ts';
import { failed, ok, type Result } from '../protocol/failure.ts';
import { flagsOf, type Verb, verbs } from './flags.ts';

/** What was typed, sorted but not yet given meaning: a verb, its flags, its bare words. */
export type Command =
  | { readonly kind: 'help'; readonly about: Verb | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly verb: Verb; readonly given: Given };

export interface Given {
  readonly flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly words: readonly string[];
}

/** Sorts the words after `grood`. */
export function readArguments(words: readonly string[]): Result<Command> {
  const [first, ...rest] = words;
  if (first === '--version' || first === '-v') return ok({ kind: 'version' });
  if (first === undefined || first === '--help' || first === '-h') {
    return ok({ kind: 'help', about: null });
  }
  if (first === 'help') return readHelp(rest[0]);
  if (!isVerb(first)) return unknownVerb(first);
  const given = readFlags(first, rest);
  if (!given.ok) return given;
  if (given.value.flags['help'] === true) return ok({ kind: 'help', about: first });
  return ok({ kind: 'run', verb: first, given: given.value });
}

function readHelp(about: string | undefined): Result<Command> {
  if (about === undefined) return ok({ kind: 'help', about: null });
  return isVerb(about) ? ok({ kind: 'help', about }) : unknownVerb(about);
}

function readFlags(verb: Verb, words: readonly string[]): Result<Given> {
  const options: NonNullable<ParseArgsConfig['options']> = flagsOf[verb];
  // The value of --fail-on-ood may be absent, which parseArgs has no word for.
  const args = words.map((word) => (word === '--fail-on-ood' ? '--fail-on-ood=' : word));
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true, tokens: true });
    const flags: Record<string, string | boolean | string[] | undefined> = {};
    for (const [name, value] of Object.entries(parsed.values)) {
      flags[name] = value as string | boolean | string[];
    }
    if (verb !== 'evaluate') return ok({ flags, words: parsed.positionals });
    return ok(attachWords(parsed.tokens, flags));
  } catch (error) {
    return misuse(verb, reasonOf(error, verb, Object.keys(options)));
  }
}

interface Token {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string | boolean | undefined;
}

/** `--id A --ood B C`: bare words belong to the --id or --ood before them. */
function attachWords(tokens: readonly Token[], flags: Given['flags']): Given {
  const lists: { id?: string[]; ood?: string[] } = {};
  const words: string[] = [];
  let last = words;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      last.push(String(token.value));
    } else if (token.name === 'id' || token.name === 'ood') {
      last = lists[token.name] ?? [];
      lists[token.name] = last;
      last.push(String(token.value));
    } else {
      last = words;
    }
  }
  return { flags: { ...flags, ...lists }, words };
}

export function misuse(verb: Verb | null, message: string): ReturnType<typeof failed> {
  const help = verb === null ? 'grood --help' : `grood ${verb} --help`;
  return failed('usage', message, `"${help}" shows the flags and examples.`);
}

function isVerb(word: string): word is Verb {
  return (verbs as readonly string[]).includes(word);
}

function unknownVerb(word: string): ReturnType<typeof failed> {
  const meant = nearestWord(word, verbs);
  const tail = meant === null ? `the verbs are ${verbs.join(', ')}.` : `did you mean "${meant}"?`;
  return misuse(null, `There is no verb "${word}"; ${tail}`);
}

/** parseArgs says what is wrong for programmers; this says it for people. */
function reasonOf(error: unknown, verb: Verb, known: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string };
  const flag = /'(?:-\w, )?(-{1,2}[^'\s=<]+)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = nearestWord(flag.replace(/^-+/, ''), known);
    const tail = meant === null ? '.' : `; did you mean --${meant}?`;
    return `grood ${verb} has no flag ${flag}${tail}`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return /does not take/.test(message) ? `${flag} takes no value.` : `${flag} needs a value.`;
  }
  return message;
}
