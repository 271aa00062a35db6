/* Prints the tables of docs/mutation.md from reports of `npm run mutation`: node tools/mutation/table.js reports/mutation-*.json */
const fs = require('fs');
const path = require('path');

const files = Object.assign({}, ...process.argv.slice(2).map(report => JSON.parse(fs.readFileSync(report, 'utf8')).files));
const count = (mutants, ...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
const caught = mutants => count(mutants, 'Killed', 'Timeout');
const missed = mutants => count(mutants, 'Survived', 'NoCoverage');
const row = (name, mutants) => {
  const all = caught(mutants) + missed(mutants);
  return `| ${name} | ${all} | ${caught(mutants)} | ${missed(mutants)} | ${(100 * caught(mutants) / all).toFixed(1)} % |`;
};
const heading = what => [`| ${what} | mutants | killed | survived | score |`, '|---|---:|---:|---:|---:|'];
const mutantsOf = names => names.flatMap(name => files[name].mutants);
const measured = Object.keys(files).filter(name => caught(files[name].mutants) + missed(files[name].mutants) > 0).sort();
const rooms = [...new Set(measured.map(name => path.dirname(name)))];
console.log([
  ...heading('room'),
  ...rooms.map(room => row(room, mutantsOf(measured.filter(name => path.dirname(name) === room)))),
  row('**all**', mutantsOf(measured)),
  '',
  'Files in which something survived; in the others nothing did.',
  '',
  ...heading('file'),
  ...measured.filter(name => missed(files[name].mutants) > 0).map(name => row(name, files[name].mutants)),
].join('\n'));
