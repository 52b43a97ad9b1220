// A process that keeps an alert and is killed while it sends it. Words: FOLDER URL.

import { deliverDue } from '../../src/operations/index.ts';
import { openStore } from '../../src/store/index.ts';
import { effects } from './effects.ts';
import { alert } from './notice.ts';

const [folder = '', url = ''] = process.argv.slice(2);
const store = await openStore({ folder, effects, emit: () => {}, command: 'trivet up', lock: false });
if (!store.ok) throw new Error(JSON.stringify(store.problems));
await store.value.putNotices([alert(`webhook ${url}`)]);
process.stdout.write('kept\n');
await deliverDue({ store: store.value, product: { folder }, environment: 'prod', effects, fetch });
process.stdout.write('delivered\n');
