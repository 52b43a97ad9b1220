// All operators, in the order in which they are told.

import { columnFaults } from './operators/column.ts';
import { deliveryFaults } from './operators/delivery.ts';
import { rowFaults } from './operators/row.ts';
import { setFaults } from './operators/set.ts';
import { valueFaults } from './operators/value.ts';
import type { FaultOperator } from './rehearsal.ts';

export const operators: readonly FaultOperator[] = [...valueFaults, ...columnFaults, ...rowFaults, ...setFaults, ...deliveryFaults];

const byName = new Map(operators.map((operator) => [operator.name, operator]));

export const operatorNamed = (name: string): FaultOperator | undefined => byName.get(name);
