/* Prints the table of docs/mutation.md from the report of `npm run mutation`: node tools/mutation/table.js [reports/mutation.json …] */
const fs = require('fs');

const files = Object.assign({}, ...(process.argv.length > 2 ? process.argv.slice(2) : ['reports/mutation.json']).map(report => JSON.parse(fs.readFileSync(report, 'utf8')).files));
const count = (mutants, ...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
const row = (name, mutants) => {
  const caught = count(mutants, 'Killed', 'Timeout');
  const survived = count(mutants, 'Survived', 'NoCoverage');
  return `| ${name} | ${caught + survived} | ${caught} | ${survived} | ${(100 * caught / (caught + survived)).toFixed(1)} % |`;
};
console.log(['| file | mutants | killed | survived | score |', '|---|---:|---:|---:|---:|'].join('\n'));
for (const [name, { mutants }] of Object.entries(files).sort()) {
  if (count(mutants, 'Killed', 'Timeout', 'Survived', 'NoCoverage') > 0) { console.log(row(name, mutants)); }
}
console.log(row('**all**', Object.values(files).flatMap(({ mutants }) => mutants)));
