// Will more than 30 % of the next hour's departures be late? A logistic regression, written out.
// `train` makes the model and measures it beside what planners have already; `predict` answers. It reads nothing but `hourly`.

type Value = number | bigint | string | boolean | null;
type Row = Readonly<Record<string, Value>>;
interface Context {
  settings: Row;
  log(line: string): void;
}

/** A column as a number; with `is`, 1 where the column holds that value and 0 elsewhere. */
interface Input {
  column: string;
  is?: string;
}
/** A standardised input (its mean taken off, divided by its deviation) and its weight in the sum. */
interface Term extends Input {
  mean: number;
  deviation: number;
  weight: number;
}
/** The artifact: plain JSON, and small enough to be read. */
interface Model {
  bias: number;
  terms: Term[];
}

const numbers = ['late_share', 'late_share_3h', 'late_share_today', 'usual_share_next', 'mean_delay'];
const signature = {
  inputs: { ...Object.fromEntries(numbers.map((name) => [name, 'FP64'])), hour_of_day: 'INT64', origin: 'BYTES' },
  outputs: { probability: 'FP64' },
};

export function train({ hourly }: { hourly: { rows(): Iterable<Row> } }, { settings, log }: Context) {
  // Hours with five or more departures, all inputs known, and known how the next one turned out.
  const hours = [...hourly.rows()].filter((h) => Number(h.flights) >= 5 && [...numbers, 'bad_next_hour'].every((name) => h[name] !== null));
  // Split by time, never by chance: what is tested must lie in the future of what was learnt. Hours are UTC text: its order is that of time.
  const learnt = hours.filter((h) => String(h.hour) < String(settings.train_until));
  const tested = hours.filter((h) => String(h.hour) >= String(settings.train_until));
  log(`${learnt.length} hours to learn from, ${tested.length} to be tested on`);

  // The hour of the day and the airport are no quantities, so each of their values is an input of its own.
  const airports = [...new Set(learnt.map((h) => String(h.origin)))].sort();
  const inputs: Input[] = [
    ...numbers.map((column) => ({ column })),
    ...Array.from({ length: 24 }, (_, i) => ({ column: 'hour_of_day', is: String(i) })),
    ...airports.map((is) => ({ column: 'origin', is })),
  ];
  const artifact = fit(inputs, learnt, { epochs: Number(settings.epochs), rate: Number(settings.rate), l2: Number(settings.l2) });

  const columns = Object.fromEntries(Object.keys(signature.inputs).map((name) => [name, tested.map((h) => h[name])]));
  const { probability } = predict(artifact, columns);
  const auc = (score: (h: Row, i: number) => number) => areaUnderCurve(tested.map(score), tested.map((h) => h.bad_next_hour === true));
  const metrics = {
    auc: auc((_, i) => probability[i]),
    // What planners have without a model, judged on the same hours: this hour's late share, and what is usual of the next hour.
    seen_share: auc((h) => Number(h.late_share)),
    usual_share: auc((h) => Number(h.usual_share_next)),
    // The sum of both takes no model either, and is hard to beat. No gate asks for it; whoever judges this model should look at it.
    sum_share: auc((h) => Number(h.late_share) + Number(h.usual_share_next)),
    rows_train: learnt.length,
    rows_test: tested.length,
  };
  return { artifact, metrics, signature };
}

/** The probability that the next hour is a bad one: each row from its own columns only, whatever stands beside it. */
export function predict({ bias, terms }: Model, columns: Readonly<Record<string, ArrayLike<Value>>>) {
  const sums = new Float64Array(columns.origin.length).fill(bias);
  for (const term of terms) {
    const values = columns[term.column];
    for (let i = 0; i < sums.length; i++) sums[i] += term.weight * standardised(term, values[i]);
  }
  return { probability: sums.map(sigmoid) };
}

/** An airport that was never learnt is 0 in all inputs of `origin`, and is judged by the rest. */
const read = ({ is }: Input, value: Value) => (is === undefined ? Number(value) : Number(String(value) === is));
const standardised = (term: Term, value: Value) => (read(term, value) - term.mean) / term.deviation;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const average = (values: number[] | Float64Array) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

/** Gradient descent over all rows at once, from 0 on and without chance: the same rows give the same weights. */
function fit(inputs: Input[], hours: Row[], { epochs, rate, l2 }: { epochs: number; rate: number; l2: number }): Model {
  // On one scale all inputs are learnt at one rate, and their weights can be compared. One that never changes would be divided by 0.
  const terms = inputs.map((input): Term => {
    const values = hours.map((h) => read(input, h[input.column]));
    const mean = average(values);
    return { ...input, mean, deviation: Math.sqrt(average(values.map((x) => (x - mean) ** 2))) || 1, weight: 0 };
  });
  const scaled = terms.map((term) => Float64Array.from(hours, (h) => standardised(term, h[term.column])));
  const labels = hours.map((h) => Number(h.bad_next_hour));

  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    // How far each hour's probability is off; then a step down the slope of the mean log loss plus l2 / 2 × the sum of squared weights,
    // which keeps the weights of rare hours small.
    const sums = new Float64Array(hours.length).fill(bias);
    terms.forEach(({ weight }, j) => {
      for (let i = 0; i < sums.length; i++) sums[i] += weight * scaled[j][i];
    });
    const errors = sums.map((sum, i) => sigmoid(sum) - labels[i]);
    bias -= rate * average(errors);
    terms.forEach((term, j) => {
      let slope = 0;
      for (let i = 0; i < errors.length; i++) slope += errors[i] * scaled[j][i];
      term.weight -= rate * (slope / errors.length + l2 * term.weight);
    });
  }
  return { bias, terms };
}

/** Area under the ROC curve: how often a bad hour scores above a good one, a draw counting half. By ranks; equal scores share theirs. */
function areaUnderCurve(scores: number[], bad: boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let [bads, ranks] = [0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    const found = order.slice(from, to).filter((i) => bad[i]).length;
    bads += found;
    ranks += (found * (from + 1 + to)) / 2;
  }
  return (ranks - (bads * (bads + 1)) / 2) / (bads * (order.length - bads));
}
