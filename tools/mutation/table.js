/* Prints the tables of docs/mutation.md, and fails where less than 90 % of a room is noticed, from reports of `npm run mutation`: node tools/mutation/table.js reports/mutation-*.json */
const fs = require('fs');
const path = require('path');

const { isInSample, WHOLE } = require('./sample');

/** The files of a report, with the mutants of its sample: what no test runs is in the report whether it is in the sample or not. */
function filesOf(report) {
  const { files, config } = JSON.parse(fs.readFileSync(report, 'utf8'));
  const sample = config.keysmith.sample ?? WHOLE;
  return Object.fromEntries(Object.entries(files).map(([name, { mutants }]) => [name, { mutants: mutants.filter(({ id }) => isInSample(id, sample)) }]));
}

const files = Object.assign({}, ...process.argv.slice(2).map(filesOf));
const count = (mutants, ...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
const caught = mutants => count(mutants, 'Killed', 'Timeout');
const missed = mutants => count(mutants, 'Survived', 'NoCoverage');
const score = mutants => 100 * caught(mutants) / (caught(mutants) + missed(mutants));
const row = (name, mutants) =>
  `| ${name} | ${caught(mutants) + missed(mutants)} | ${caught(mutants)} | ${missed(mutants)} | ${score(mutants).toFixed(1)} % |`;
const heading = what => [`| ${what} | mutants | killed | survived | score |`, '|---|---:|---:|---:|---:|'];
const mutantsOf = names => names.flatMap(name => files[name].mutants);
const measured = Object.keys(files).filter(name => caught(files[name].mutants) + missed(files[name].mutants) > 0).sort();
const rooms = [...new Set(measured.map(name => path.dirname(name)))];
const inRoom = room => mutantsOf(measured.filter(name => path.dirname(name) === room));
console.log([
  ...heading('room'),
  ...rooms.map(room => row(room, inRoom(room))),
  row('**all**', mutantsOf(measured)),
  '',
  'Files in which something survived; in the others nothing did.',
  '',
  ...heading('file'),
  ...measured.filter(name => missed(files[name].mutants) > 0).map(name => row(name, files[name].mutants)),
].join('\n'));
const LEAST = 90;
for (const room of rooms.filter(one => score(inRoom(one)) < LEAST)) {
  console.log(`${room}: ${score(inRoom(room)).toFixed(1)} % noticed, at least ${LEAST} % are wanted`);
  process.exitCode = 1;
}
