// One chart: panes above each other that share the time axis, a legend, and a read-out.
const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = { left: 64, right: 16, top: 24, bottom: 8 }, PANE_HEIGHT = 190, AXIS_HEIGHT = 26;

function element(name, attributes = {}, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Stamps travel as the first one and the steps from each to the next.
function readStamps(steps, origin) {
  const stamps = new BigInt64Array(steps.length), places = new Float64Array(steps.length);
  let stamp = 0n;
  for (let index = 0; index < steps.length; index++) {
    stamp += BigInt(steps[index]);
    stamps[index] = stamp;
    places[index] = Number(stamp - origin);
  }
  return { stamps, places };
}

// The first position whose place is not before this one.
function lowerBound(places, place) {
  let low = 0, high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < place) low = middle + 1; else high = middle;
  }
  return low;
}

function roundStep(range, most) {
  const rough = range / most, power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find(digit => digit * power >= rough);
}

class ChartView {
  constructor(data) {
    this.data = data;
    this.clock = new Clock(data.offsets);
    this.from = BigInt(data.from);
    this.span = Math.max(Number(BigInt(data.to) - this.from), 1);
    this.hidden = new Set();
    this.panes = data.panes.map(pane => ({
      field: pane.field,
      lines: pane.lines.map(line => ({ ...line, ...readStamps(line.stamps, this.from), breaks: new Set(line.breaks) })),
      bands: pane.bands.map(band => ({ ...band, ...readStamps(band.stamps, this.from), breaks: new Set(band.breaks) })),
    }));
    this.build();
    this.reset();
    new ResizeObserver(() => this.draw()).observe(this.figure);
  }

  build() {
    const { data } = this;
    this.figure = element('figure', { tabindex: '0', role: 'group', 'aria-label': `Chart: ${data.title}. Plus and minus zoom, arrow keys move, 0 resets.` });
    this.figure.append(element('p', { class: 'hint' },
      `${this.clock.text(this.from)} to ${this.clock.text(BigInt(data.to))} ${data.zone}. Wheel or drag to zoom, double click to reset.`));
    this.figure.append(this.buildLegend());
    for (const pane of this.panes) {
      pane.svg = shape('svg', { class: 'pane', role: 'img', 'aria-label': `${pane.field} over time` });
      this.figure.append(pane.svg);
      this.listen(pane);
    }
    this.readout = element('div', { class: 'readout', hidden: '' });
    this.figure.append(this.readout, this.buildTable());
    this.figure.addEventListener('keydown', event => this.onKey(event));
  }

  buildLegend() {
    const legend = element('div', { class: 'legend', role: 'group', 'aria-label': 'Series' });
    const seen = new Set();
    const add = (series, kind) => {
      if (seen.has(series.label)) return;
      seen.add(series.label);
      const button = element('button', { type: 'button', 'aria-pressed': 'true' });
      button.append(element('span', { class: `swatch ${kind} c${series.color % 8}` }), series.label);
      button.addEventListener('click', () => {
        const isShown = this.hidden.delete(series.label);
        if (!isShown) this.hidden.add(series.label);
        button.setAttribute('aria-pressed', String(isShown));
        this.draw();
      });
      legend.append(button);
    };
    for (const pane of this.panes) {
      pane.lines.forEach(line => add(line, line.look));
      pane.bands.forEach(band => add(band, 'band'));
    }
    return legend;
  }

  buildTable() {
    const details = element('details'), scroll = element('div', { class: 'scroll' }), table = element('table'), head = element('tr');
    details.append(element('summary', {}, 'The series in numbers'), scroll);
    for (const title of ['Field', 'Series', 'Points', 'Drawn', 'Smallest drawn', 'Largest drawn', 'First', 'Last']) {
      head.append(element('th', { scope: 'col' }, title));
    }
    table.append(head);
    for (const pane of this.panes) {
      for (const line of pane.lines) {
        const row = element('tr');
        const smallest = line.values.reduce((a, b) => Math.min(a, b), Infinity), largest = line.values.reduce((a, b) => Math.max(a, b), -Infinity);
        row.append(element('td', {}, pane.field), element('td', {}, line.label));
        for (const number of [line.count, line.values.length, smallest, largest]) {
          row.append(element('td', { class: 'number' }, Number.isFinite(number) ? String(number) : ''));
        }
        for (const stamp of [line.stamps[0], line.stamps[line.stamps.length - 1]]) {
          row.append(element('td', {}, stamp === undefined ? '' : this.clock.text(stamp)));
        }
        table.append(row);
      }
    }
    scroll.append(table);
    return details;
  }

  reset() {
    const margin = this.span > 1 ? this.span * 0.01 : 1e9;
    this.show(-margin, this.span + margin);
  }

  show(low, high) {
    // No closer than a few nanoseconds, and no farther away than all there is and as much again.
    const shortest = 10, width = Math.min(Math.max(high - low, shortest), this.span * 3 + 4e9), middle = (low + high) / 2;
    this.low = middle - width / 2;
    this.high = middle + width / 2;
    this.draw();
  }

  stampAt(place) { return this.from + BigInt(Math.round(place)); }

  get width() { return Math.max(this.figure.clientWidth, 240); }

  x(place) { return MARGIN.left + (place - this.low) / (this.high - this.low) * (this.width - MARGIN.left - MARGIN.right); }

  place(x) { return this.low + (x - MARGIN.left) / (this.width - MARGIN.left - MARGIN.right) * (this.high - this.low); }

  onKey(event) {
    const width = this.high - this.low, middle = (this.low + this.high) / 2;
    const zoom = factor => this.show(middle - width * factor / 2, middle + width * factor / 2);
    const actions = {
      '+': () => zoom(0.5), '-': () => zoom(2), '0': () => this.reset(),
      ArrowLeft: () => this.show(this.low - width / 4, this.high - width / 4), ArrowRight: () => this.show(this.low + width / 4, this.high + width / 4),
    };
    if (event.target === this.figure && actions[event.key]) {
      actions[event.key]();
      event.preventDefault();
    }
  }

  listen(pane) {
    const { svg } = pane;
    const at = event => event.clientX - svg.getBoundingClientRect().left;
    svg.addEventListener('wheel', event => {
      event.preventDefault();
      const place = this.place(at(event)), factor = Math.exp(Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 200) / 400);
      this.show(place - (place - this.low) * factor, place + (this.high - place) * factor);
    }, { passive: false });
    svg.addEventListener('pointerdown', event => {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      svg.setPointerCapture(event.pointerId);
      this.dragged = { from: at(event), to: at(event) };
    });
    svg.addEventListener('pointermove', event => {
      if (this.dragged) this.dragged.to = at(event);
      this.hover(pane, event);
    });
    svg.addEventListener('pointerup', () => {
      const dragged = this.dragged;
      this.dragged = null;
      if (dragged && Math.abs(dragged.to - dragged.from) > 5) {
        const [low, high] = [dragged.from, dragged.to].sort((a, b) => a - b).map(x => this.place(x));
        this.show(low, high);
      } else {
        this.overlay();
      }
    });
    svg.addEventListener('pointercancel', () => { this.dragged = null; this.leave(); });
    svg.addEventListener('pointerleave', () => { if (!this.dragged) this.leave(); });
    svg.addEventListener('dblclick', () => this.reset());
  }

  leave() {
    this.readout.hidden = true;
    this.guideAt = null;
    this.overlay();
  }

  hover(pane, event) {
    const bounds = this.figure.getBoundingClientRect(), place = this.place(event.clientX - pane.svg.getBoundingClientRect().left);
    const near = pane.lines.filter(line => !this.hidden.has(line.label) && line.places.length).map(line => ({ line, index: nearest(line.places, place) }));
    if (!near.length) return this.leave();
    const closest = near.reduce((a, b) => Math.abs(a.line.places[a.index] - place) <= Math.abs(b.line.places[b.index] - place) ? a : b);
    this.guideAt = closest.line.places[closest.index];
    this.overlay();
    this.readout.replaceChildren(element('strong', {}, this.clock.text(closest.line.stamps[closest.index])));
    for (const { line, index } of near.slice(0, 20)) {
      const row = element('div');
      const value = element('span', { class: 'number' }, String(line.values[index]));
      row.append(element('span', { class: `swatch ${line.look} c${line.color % 8}` }), line.label, value);
      this.readout.append(row);
    }
    this.readout.hidden = false;
    const x = event.clientX - bounds.left, isRight = x > bounds.width / 2;
    this.readout.style.left = isRight ? '' : `${x + 16}px`;
    this.readout.style.right = isRight ? `${bounds.width - x + 16}px` : '';
    this.readout.style.top = `${event.clientY - bounds.top + 16}px`;
  }

  draw() {
    this.panes.forEach((pane, index) => drawPane(this, pane, index === this.panes.length - 1));
    this.figure.dataset.from = String(this.stampAt(this.low));
    this.figure.dataset.to = String(this.stampAt(this.high));
    this.overlay();
  }

  // What follows the pointer lies above the lines, which stay as they are meanwhile.
  overlay() {
    for (const { svg } of this.panes) {
      svg.querySelectorAll('.guide, .selection').forEach(old => old.remove());
      if (this.guideAt != null && this.guideAt >= this.low && this.guideAt <= this.high) {
        const x = this.x(this.guideAt);
        svg.append(shape('line', { class: 'guide', x1: x, x2: x, y1: MARGIN.top, y2: PANE_HEIGHT - MARGIN.bottom }));
      }
      if (this.dragged) {
        const x = Math.min(this.dragged.from, this.dragged.to), width = Math.abs(this.dragged.to - this.dragged.from);
        svg.append(shape('rect', { class: 'selection', x, width, y: MARGIN.top, height: PANE_HEIGHT - MARGIN.top - MARGIN.bottom }));
      }
    }
  }
}

function nearest(places, place) {
  const after = Math.min(lowerBound(places, place), places.length - 1);
  return after > 0 && place - places[after - 1] <= places[after] - place ? after - 1 : after;
}
