export interface PageParts {
  /** `gallery` or `inspector`: the name of its script and its style sheet. */
  readonly title: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`: where style sheets and fonts may come from. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: string;
}

/**
 * The document of a page: an empty body, its style sheet and its script. Nothing is loaded but
 * these two and the sheet's font; pictures arrive as messages and are drawn from blobs.
 */
export function pageHtml(page: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentPolicy(page))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(page.styleUri)}">
<title>${escaped(page.title)}</title>
</head>
<body>
<script nonce="${escaped(page.nonce)}" src="${escaped(page.scriptUri)}"></script>
</body>
</html>`;
}

export function contentPolicy({
  cspSource,
  nonce,
}: Pick<PageParts, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
