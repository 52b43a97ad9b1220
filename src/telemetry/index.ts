// Listeners of events, and how things look: text for a terminal, one JSON document. Never changes an outcome.

export { type BarChart, barChart, histogramLine, type Mark, sparkline } from './chart.ts';
export { jsonDocument } from './json.ts';
export { type Matrix, type MatrixMark, type MatrixRow, matrix, type Shade } from './matrix.ts';
export { type Palette, palette, type Style } from './palette.ts';
export { type ProblemOptions, renderProblem } from './problem.ts';
export { type PrometheusMeter, prometheusMeter } from './prometheus.ts';
export { bytes, count, duration, fractionText, instant, plural } from './quantity.ts';
export { type DataValue, type Rows, renderRows } from './rows.ts';
export { type Cell, type StyledCell, type TableColumn, type TableOptions, table } from './table.ts';
export { type TerminalListener, type TerminalOptions, type TextStream, terminalListener } from './terminal.ts';
export { cut, pad, printable, stringWidth, wrap } from './width.ts';
