// The page's files, read once at the start into a fixed map: no path of a request is ever joined to a folder.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../base/index.ts';

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

export const fileNames = { '/page/app.js': 'text/javascript; charset=utf-8', '/page/app.css': 'text/css; charset=utf-8' } as const;

/** Compiled, this file lies in dist/ui beside dist/web; from its source it is src/ui. */
export const builtFolders: readonly string[] = ['../web/', '../../dist/web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Undefined where the page is not built in any of the folders. */
export function readPageFiles(folders: readonly string[]): ReadonlyMap<string, PageFile> | undefined {
  for (const folder of folders) {
    const found = Object.entries(fileNames).map(([path, type]) => [path, fileIn(folder, path, type)] as const);
    if (found.every((pair): pair is readonly [string, PageFile] => pair[1] !== undefined)) return new Map([...found, ['/', shell]]);
  }
  return undefined;
}

function fileIn(folder: string, path: string, type: string): PageFile | undefined {
  try {
    return pageFile(type, new Uint8Array(readFileSync(`${folder}${path.slice('/page/'.length)}`)));
  } catch {
    return undefined;
  }
}

const pageFile = (type: string, body: Uint8Array<ArrayBuffer>): PageFile => ({ type, body, etag: `"${digestOf(body).slice(0, 32)}"` });

/** A plate on three legs. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cg fill='none' stroke='%23808890' stroke-width='2' stroke-linecap='round'%3E%3Cpath d='M1 4h14M3 5l-1 9M8 5v9M13 5l1 9'/%3E%3C/g%3E%3C/svg%3E";

const shell = pageFile(
  'text/html; charset=utf-8',
  new TextEncoder().encode(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Trivet</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/page/app.css">
<script type="module" src="/page/app.js"></script>
</head>
<body>
<div id="page"></div>
<noscript><p>This page is drawn by a script. The command says the same: <code>trivet</code>, <code>trivet promises</code>, <code>trivet log</code>.</p></noscript>
</body>
</html>
`),
);
