// Tensors as bytes, as the Open Inference Protocol's binary extension has them: little-endian, row after row; BYTES elements behind their length.

import { failed, type Outcome, ok } from '../../base/index.ts';
import type { ColumnValues, Datatype } from '../../engine/index.ts';
import { problem } from '../problems.ts';

type Plain = (string | number | bigint | boolean | null)[];

export const widths: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  BOOL: 1,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  FP32: 4,
  FP64: 8,
};

const readers: Readonly<Record<Exclude<Datatype, 'BYTES'>, (bytes: Buffer, at: number) => number | bigint | boolean>> = {
  BOOL: (bytes, at) => bytes.readUInt8(at) !== 0,
  INT8: (bytes, at) => bytes.readInt8(at),
  INT16: (bytes, at) => bytes.readInt16LE(at),
  INT32: (bytes, at) => bytes.readInt32LE(at),
  INT64: (bytes, at) => bytes.readBigInt64LE(at),
  UINT8: (bytes, at) => bytes.readUInt8(at),
  UINT16: (bytes, at) => bytes.readUInt16LE(at),
  UINT32: (bytes, at) => bytes.readUInt32LE(at),
  UINT64: (bytes, at) => bytes.readBigUInt64LE(at),
  FP32: (bytes, at) => bytes.readFloatLE(at),
  FP64: (bytes, at) => bytes.readDoubleLE(at),
};

const misfit = (tensor: string, what: string) => failed(problem('infer-value', { tensor, what }));

/** So many elements of a datatype. */
export function fromBytes(tensor: string, bytes: Buffer, datatype: Datatype, count: number): Outcome<Plain> {
  if (datatype === 'BYTES') return texts(tensor, bytes, count);
  const width = widths[datatype];
  if (bytes.length !== width * count) return misfit(tensor, `${bytes.length} bytes are not ${count} × ${width}`);
  const read = readers[datatype];
  const values = Array.from({ length: count }, (_, i) => read(bytes, i * width));
  const odd = datatype.startsWith('FP') ? values.findIndex((value) => !Number.isFinite(value)) : -1;
  return odd < 0 ? ok(values) : misfit(tensor, `row ${odd + 1}: ${values[odd]} is not finite`);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function texts(tensor: string, bytes: Buffer, count: number): Outcome<Plain> {
  const values: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) return misfit(tensor, `element ${values.length + 1} ends behind the data`);
    try {
      values.push(utf8.decode(bytes.subarray(at + 4, end)));
    } catch {
      return misfit(tensor, `element ${values.length + 1} is not UTF-8`);
    }
    at = end;
  }
  return values.length === count ? ok(values) : misfit(tensor, `${values.length} elements are not ${count}`);
}

const writers: Readonly<Record<Exclude<Datatype, 'BYTES'>, (bytes: Buffer, value: number | bigint | boolean, at: number) => void>> = {
  BOOL: (bytes, value, at) => bytes.writeUInt8(value ? 1 : 0, at),
  INT8: (bytes, value, at) => bytes.writeInt8(Number(value), at),
  INT16: (bytes, value, at) => bytes.writeInt16LE(Number(value), at),
  INT32: (bytes, value, at) => bytes.writeInt32LE(Number(value), at),
  INT64: (bytes, value, at) => bytes.writeBigInt64LE(BigInt(value), at),
  UINT8: (bytes, value, at) => bytes.writeUInt8(Number(value), at),
  UINT16: (bytes, value, at) => bytes.writeUInt16LE(Number(value), at),
  UINT32: (bytes, value, at) => bytes.writeUInt32LE(Number(value), at),
  UINT64: (bytes, value, at) => bytes.writeBigUInt64LE(BigInt(value), at),
  FP32: (bytes, value, at) => bytes.writeFloatLE(Number(value), at),
  FP64: (bytes, value, at) => bytes.writeDoubleLE(Number(value), at),
};

/** A model's column as bytes; its values are of the datatype, as the script hosts have seen to. */
export function toBytes(values: ColumnValues, datatype: Datatype): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(
      Array.from(values, (value) => {
        const text = Buffer.from(String(value));
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        return Buffer.concat([length, text]);
      }),
    );
  }
  const width = widths[datatype];
  const bytes = Buffer.alloc(values.length * width);
  const write = writers[datatype];
  for (let i = 0; i < values.length; i++) write(bytes, values[i] as number | bigint | boolean, i * width);
  return bytes;
}
