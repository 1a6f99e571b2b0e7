// What the page holds: for a run its jobs, each with its charts; else charts alone.
function jobSection(job) {
  const section = element('section');
  section.append(element('h2', {}, `${job.source} → ${job.target}`));
  section.append(element('p', job.status === 'Failed' ? { class: 'failed' } : {}, `${job.status}, every ${job.every}${job.error ? ': ' + job.error : ''}`));
  section.append(table(['', ''], job.facts));
  if (job.skipped.length) section.append(element('h3', {}, 'Left alone'), table(['From', 'To', 'Windows', 'Reason'], job.skipped));
  if (job.changes.length) section.append(element('h3', {}, 'Changed'), table(['Window', 'Series', 'What'], job.changes));
  return section;
}

function table(titles, rows) {
  const scroll = element('div', { class: 'scroll' }), made = element('table'), head = element('tr');
  if (titles.some(title => title)) {
    titles.forEach(title => head.append(element('th', { scope: 'col' }, title)));
    made.append(head);
  }
  for (const cells of rows) {
    const row = element('tr');
    for (const cell of cells) row.append(element('td', typeof cell === 'number' ? { class: 'number' } : {}, String(cell ?? '')));
    made.append(row);
  }
  scroll.append(made);
  return scroll;
}

const page = JSON.parse(document.getElementById('data').textContent);
const main = document.querySelector('main');
function addCharts(parent, charts, hasTitles) {
  for (const chart of charts) {
    if (hasTitles) parent.append(element('h3', {}, chart.title));
    const view = new ChartView(chart);
    parent.append(view.figure);
  }
}

for (const job of page.jobs) {
  const section = jobSection(job);
  main.append(section);
  addCharts(section, job.charts, true);
}
addCharts(main, page.charts, page.charts.length > 1);
