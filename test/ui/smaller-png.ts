// Makes a browser's screenshot smaller without changing a pixel: no transparency, the best filter of each row, the hardest compression.
// Knows 8-bit RGB and RGBA without interlacing, which is what Chromium writes.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

export function smallerPng(png: Buffer): Buffer {
  const { width, height, channels, rows } = decode(png);
  const opaque = rows.map((row) => withoutAlpha(row, width, channels));
  const raw = opaque.map((row, y) => filtered(row, opaque[y - 1] ?? new Uint8Array(row.length)));
  const plain = opaque.map((row) => Buffer.concat([Buffer.from([0]), row]));
  const [a, b] = [raw, plain].map((lines) => deflateSync(Buffer.concat(lines), { level: 9, memLevel: 9 })) as [Buffer, Buffer];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), chunk('IDAT', a.length < b.length ? a : b), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly rows: readonly Uint8Array[];
}

function decode(png: Buffer): Picture {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? (4 as const) : (3 as const)];
  if (png[24] !== 8 || (png[25] !== 2 && png[25] !== 6) || png[28] !== 0) throw new Error('a PNG of another kind than a browser writes');
  const raw = inflateSync(Buffer.concat(data));
  const size = width * channels;
  const rows: Uint8Array[] = [];
  for (let y = 0; y < height; y++) {
    const from = y * (size + 1);
    rows.push(unfiltered(raw.subarray(from + 1, from + 1 + size), raw[from] ?? 0, rows[y - 1] ?? new Uint8Array(size), channels));
  }
  return { width, height, channels, rows };
}

// https://www.w3.org/TR/png-3/#9Filters
function predicted(type: number, left: number, up: number, corner: number): number {
  if (type === 1) return left;
  if (type === 2) return up;
  if (type === 3) return (left + up) >> 1;
  if (type !== 4) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function unfiltered(row: Uint8Array, type: number, above: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(row.length);
  for (let x = 0; x < row.length; x++) {
    const [left, corner] = x < step ? [0, 0] : [out[x - step] ?? 0, above[x - step] ?? 0];
    out[x] = (row[x] ?? 0) + predicted(type, left, above[x] ?? 0, corner);
  }
  return out;
}

/** The filter whose differences are the least in sum. */
function filtered(row: Uint8Array, above: Uint8Array): Buffer {
  let best = Buffer.alloc(0);
  let least = Number.POSITIVE_INFINITY;
  for (let type = 0; type <= 4; type++) {
    const out = Buffer.alloc(row.length + 1, type);
    let sum = 0;
    for (let x = 0; x < row.length; x++) {
      const [left, corner] = x < 3 ? [0, 0] : [row[x - 3] ?? 0, above[x - 3] ?? 0];
      const value = ((row[x] ?? 0) - predicted(type, left, above[x] ?? 0, corner)) & 255;
      out[x + 1] = value;
      sum += Math.min(value, 256 - value);
    }
    if (sum < least) [best, least] = [out, sum];
  }
  return best;
}

function withoutAlpha(row: Uint8Array, width: number, channels: number): Uint8Array {
  if (channels === 3) return row;
  const out = new Uint8Array(width * 3);
  for (let x = 0; x < width; x++) out.set(row.subarray(x * 4, x * 4 + 3), x * 3);
  return out;
}
