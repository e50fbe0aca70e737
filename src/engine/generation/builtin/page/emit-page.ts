import type { Template } from '../../../domain/template.ts';
import { html } from '../literals.ts';

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
      <div>
        <h1>${html(template.name)}</h1>
        <p class="quiet">${html(template.description)}</p>
      </div>
      <div id="account" class="actions" hidden></div>
    </header>
    <nav id="sections" aria-label="Sections" hidden></nav>
    <main>
      <section id="sign-in" aria-labelledby="sign-in-title" hidden></section>
      <p id="message" class="problem" role="alert"></p>
      <section id="collection" aria-labelledby="collection-title" hidden>
        <nav id="trail" aria-label="Where you are" hidden></nav>
        <div class="heading">
          <h2 id="collection-title" tabindex="-1"></h2>
          <div id="new"></div>
        </div>
        <dl id="summary" hidden></dl>
        <form id="tools" role="search" hidden></form>
        <p id="status" class="quiet" role="status"></p>
        <ul id="items"></ul>
        <nav id="pages" class="actions" aria-label="Pages" hidden></nav>
      </section>
    </main>
    <noscript><p>This page needs JavaScript.</p></noscript>
  </body>
</html>
`;
}
