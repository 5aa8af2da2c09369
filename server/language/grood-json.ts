import { posix } from 'node:path';
import { getLanguageService, type LanguageService } from 'vscode-json-languageservice';
import {
  type CompletionList,
  type Connection,
  type Hover,
  TextDocuments,
} from 'vscode-languageserver';
import type { Position } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import schema from '../../schemas/grood.schema.json' with { type: 'json' };
import { completePath } from './complete-path.ts';
import { configurationDiagnostics } from './configuration-diagnostics.ts';

const SCHEMA_URI = 'grood://schema/grood.schema.json';

/**
 * Help with `grood.json` while it is written: keys and choices with their meaning from the schema,
 * paths from the disk, and what is wrong in the words of the command line.
 */
export class GroodJson {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  #json: LanguageService | null = null;
  /** Called when a grood.json was saved. */
  onSaved: () => void = () => {};

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  listen(): void {
    const connection = this.#connection;
    this.#documents.listen(connection);
    this.#documents.onDidChangeContent(({ document }) => this.#check(document));
    this.#documents.onDidSave(({ document }) => {
      if (isGroodJson(document.uri)) this.onSaved();
    });
    this.#documents.onDidClose(({ document }) => {
      if (isGroodJson(document.uri)) this.#publish(document.uri, []);
    });
    connection.onCompletion(({ textDocument, position }) =>
      this.#guarded(textDocument.uri, (document) => this.#complete(document, position)),
    );
    connection.onHover(({ textDocument, position }) =>
      this.#guarded(textDocument.uri, (document) => this.#hover(document, position)),
    );
  }

  /** Help that fails is no help, but no error of the user's either. */
  async #guarded<T>(uri: string, work: (document: TextDocument) => Promise<T>): Promise<T | null> {
    const document = this.#documents.get(uri);
    if (document === undefined || !isGroodJson(uri)) return null;
    try {
      return await work(document);
    } catch (error) {
      this.#connection.console.error(`grood.json: ${String(error)}`);
      return null;
    }
  }

  async #complete(document: TextDocument, position: Position): Promise<CompletionList> {
    const paths = await completePath(document, document.offsetAt(position), folderOf(document));
    const json = this.#service();
    const found = await json.doComplete(document, position, json.parseJSONDocument(document));
    // Where a path belongs, the schema only knows that it is a text.
    const items = paths ?? found?.items ?? [];
    return { isIncomplete: paths !== null, items };
  }

  async #hover(document: TextDocument, position: Position): Promise<Hover | null> {
    const json = this.#service();
    return json.doHover(document, position, json.parseJSONDocument(document));
  }

  #check(document: TextDocument): void {
    if (!isGroodJson(document.uri)) return;
    const text = document.getText().replace(/^\uFEFF/, ' ');
    this.#publish(document.uri, configurationDiagnostics(text, folderOf(document)));
  }

  #publish(uri: string, diagnostics: ReturnType<typeof configurationDiagnostics>): void {
    this.#connection.sendDiagnostics({ uri, diagnostics }).catch((error: unknown) => {
      this.#connection.console.error(String(error));
    });
  }

  #service(): LanguageService {
    if (this.#json !== null) return this.#json;
    const json = getLanguageService({});
    const schemas = [{ uri: SCHEMA_URI, fileMatch: ['*'], schema: schema as object }];
    json.configure({ allowComments: true, schemas });
    this.#json = json;
    return json;
  }
}

function isGroodJson(uri: string): boolean {
  return posix.basename(URI.parse(uri).path) === 'grood.json';
}

function folderOf({ uri }: TextDocument): string {
  return posix.dirname(URI.parse(uri).fsPath.replaceAll('\\', '/'));
}
