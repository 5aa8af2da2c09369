import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentPolicy, pageHtml } from '../../client/panels/page-html.ts';

const page = {
  title: 'Unusual Images',
  scriptUri: 'https://host/dist/gallery.js',
  styleUri: 'https://host/dist/gallery.css',
  cspSource: "'self' https://*.vscode-cdn.net",
  nonce: 'abc123',
  language: 'en',
};

test('a page may run its script, load its sheet and font, and draw what was sent to it', () => {
  assert.deepEqual(contentPolicy(page).split('; '), [
    "default-src 'none'",
    "script-src 'nonce-abc123'",
    "style-src 'self' https://*.vscode-cdn.net",
    "font-src 'self' https://*.vscode-cdn.net",
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('no page may run inline code or code of another place', () => {
  assert.doesNotMatch(contentPolicy(page), /unsafe|\*(?!\.vscode-cdn)|https:;/);
});

test('the document has one script, with the nonce of its policy', () => {
  const html = pageHtml(page);
  assert.deepEqual(html.match(/<script[^>]*>/g), [
    '<script nonce="abc123" src="https://host/dist/gallery.js">',
  ]);
  assert.ok(html.includes('nonce-abc123'));
});

test('what comes from outside cannot leave its attribute or element', () => {
  const html = pageHtml({ ...page, title: '</title><b>', scriptUri: '"><img src=x>' });
  assert.ok(!html.includes('<b>'));
  assert.ok(!html.includes('<img'));
});
