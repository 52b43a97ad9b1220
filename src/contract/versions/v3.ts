// What a contract of 3.0.0 to 3.1.0 may hold: names of keys and kinds of values, where the versions differ and where they don't.

import { anything, byKind, choice, list, type Members, map, needed, number, type Shape, single, text } from '../shape.ts';
import { member } from '../tree.ts';
import { apiVersions, type Parts, partsOf, type V3 } from './building.ts';
import { tableShape } from './elements.ts';
import { serverMembers, serverTypes, sftpLocation } from './servers.ts';

/** The shape of a whole contract. */
export function shapeOf3(version: V3): Shape {
  const parts = partsOf(version);
  const { word, tags, customProperties, definitions } = parts;
  const before31 = version === '3.0.0';
  const described: Members = {
    usage: word,
    purpose: word,
    limitations: word,
    ...(before31 ? {} : { authoritativeDefinitions: definitions, customProperties }),
  };
  const listed = (shape: Shape, example: string) => list(() => shape, { example });
  return map(
    {
      version: needed(text({ example: '1.0.0' })),
      kind: needed(choice(['DataContract'])),
      apiVersion: needed(choice(apiVersions)),
      id: needed(text({ example: 'orders' })),
      status: needed(text({ example: 'active' })),
      name: word,
      tenant: word,
      tags,
      servers: listed(serverShape(parts), '[{ server: local, type: local, path: data, format: parquet }]'),
      dataProduct: word,
      description: map(described, { open: true, example: '{ purpose: … }' }),
      domain: word,
      schema: listed(tableShape(parts), '[{ name: orders }]'),
      support: listed(supportShape(parts), '[{ channel: "#orders" }]'),
      price: map({ ...parts.id, priceAmount: number(), priceCurrency: word, priceUnit: word }, { open: parts.open }),
      team: teamShape(parts),
      roles: listed(roleShape(parts), '[{ role: reader }]'),
      slaDefaultElement: word,
      slaProperties: listed(slaShape(parts), '[{ property: latency, value: 4, unit: d }]'),
      ...(before31 ? {} : { authoritativeDefinitions: definitions }),
      customProperties,
      contractCreatedTs: text({ example: '2026-01-31T12:00:00Z' }),
    },
    { expects: 'a map with the keys of a data contract', example: 'apiVersion: v3.1.0' },
  );
}

function serverShape(parts: Parts): Shape {
  const { word, id, open, version, customProperties } = parts;
  const roles = list(() => roleShape(parts), { example: '[{ role: reader }]' });
  return map(
    (server) => {
      const type = member(server, 'type');
      const named = type?.kind === 'single' ? String(type.value) : '';
      const own = serverMembers(named, version);
      // what a type that is not known may hold, nobody knows
      const others: Members =
        serverTypes(version).includes(named) || open ? {} : Object.fromEntries([...server.entries.keys()].map((key) => [key, anything]));
      const base: Members = {
        ...id,
        server: needed(word),
        type: needed(choice(serverTypes(version))),
        description: word,
        environment: word,
        roles,
        customProperties,
      };
      return { ...others, ...own, ...(named === 'sftp' ? { location: needed(sftpLocation) } : {}), ...base };
    },
    { open, example: '{ server: local, type: local, path: data, format: parquet }' },
  );
}

function roleShape({ id, word, customProperties, open }: Parts): Shape {
  const keys = { role: needed(word), description: word, access: word, firstLevelApprovers: word, secondLevelApprovers: word, customProperties };
  return map({ ...id, ...keys }, { open, example: '{ role: reader }' });
}

function supportShape({ id, word, customProperties, open }: Parts): Shape {
  const url = text({ example: 'https://example.com' });
  const keys = { channel: needed(word), url: open ? needed(url) : url, description: word, tool: word, scope: word, invitationUrl: word };
  return map({ ...id, ...keys, ...(open ? {} : { customProperties }) }, { open, example: '{ channel: "#orders" }' });
}

function teamShape({ id, word, tags, customProperties, definitions, open }: Parts): Shape {
  const old = { name: word, description: word, role: word, dateIn: word, dateOut: word, replacedByUsername: word };
  const more = { ...id, name: word, description: word, tags, customProperties, authoritativeDefinitions: definitions };
  const one = open ? map({ username: word, ...old }, { open }) : map({ ...old, ...more, username: needed(word) });
  const members = list(() => one, { example: '[{ username: ada }]' });
  if (open) return members;
  return byKind('a map with `members`, or a list of members', { list: members, map: map({ ...more, members }) });
}

function slaShape({ id, word, open }: Parts): Shape {
  const keys = { property: needed(word), value: needed(single), valueExt: single, unit: word, element: word, driver: word };
  return map(
    { ...id, ...keys, ...(open ? {} : { description: word, scheduler: word, schedule: word }) },
    { open, example: '{ property: latency, value: 4 }' },
  );
}
