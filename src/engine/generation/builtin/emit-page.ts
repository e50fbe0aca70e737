import type { Template } from '../../domain/template.ts';
import { html } from './literals.ts';

export function emitPage(template: Template): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${html(template.name)}</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="style.css" />
    <script type="module" src="app.js"></script>
  </head>
  <body>
    <header>
      <div id="account" hidden></div>
      <h1>${html(template.name)}</h1>
      <p>${html(template.description)}</p>
      <nav id="collections" aria-label="Sections" hidden></nav>
      <dl id="summary" hidden></dl>
    </header>
    <section id="sign-in" aria-labelledby="sign-in-title" hidden></section>
    <main>
      <section id="editor" aria-labelledby="editor-title" hidden></section>
      <section aria-label="List">
        <p id="place" hidden></p>
        <form id="tools" role="search"></form>
        <ul id="items" tabindex="-1"></ul>
        <p id="empty" hidden></p>
        <div id="pages" class="actions" hidden></div>
      </section>
    </main>
    <p id="message" role="status"></p>
    <noscript><p>This page needs JavaScript.</p></noscript>
  </body>
</html>
`;
}
