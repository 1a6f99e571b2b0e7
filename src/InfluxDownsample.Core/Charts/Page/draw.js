// Draws one pane. Only what lies in the visible range becomes part of a path, and of many points in one column of pixels those that can be seen.
let clipCount = 0;

function drawPane(chart, pane, hasAxis) {
  const { svg } = pane, width = chart.width, bottom = PANE_HEIGHT - MARGIN.bottom;
  const height = PANE_HEIGHT + (hasAxis ? AXIS_HEIGHT : 0);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('height', height);
  pane.clip ??= `clip${clipCount++}`;
  const clip = shape('clipPath', { id: pane.clip });
  clip.append(shape('rect', { x: MARGIN.left, y: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: bottom - MARGIN.top }));
  const drawn = shape('g', { 'clip-path': `url(#${pane.clip})` });
  svg.replaceChildren(clip, shape('text', { class: 'field', x: MARGIN.left, y: 15 }, pane.field));

  const lines = pane.lines.filter(line => !chart.hidden.has(line.label)), bands = pane.bands.filter(band => !chart.hidden.has(band.label));
  const [low, high] = valueRange(chart, lines, bands);
  const y = value => bottom - (value - low) / (high - low) * (bottom - MARGIN.top);
  drawGrid(chart, svg, y, low, high, hasAxis);
  svg.append(drawn);
  for (const band of bands) drawn.append(shape('path', { class: `band c${band.color % 8}`, d: bandPath(chart, band, y) }));
  for (const line of lines) {
    const kind = line.look === 'dots' ? 'dots' : `line ${line.look}`;
    const d = line.look === 'dots' ? dotsPath(chart, line, y) : linePath(chart, line, y);
    drawn.append(shape('path', { class: `${kind} c${line.color % 8}`, 'data-label': line.label, d }));
    if (line.look !== 'dots') {
      const lone = lonePath(chart, line, y);
      if (lone) drawn.append(shape('path', { class: `dots c${line.color % 8}`, d: lone }));
    }
  }
}

// With one point beyond each side, so that lines go on to the edge.
function visible(chart, series) {
  return [Math.max(0, lowerBound(series.places, chart.low) - 1), Math.min(series.places.length, lowerBound(series.places, chart.high) + 1)];
}

function valueRange(chart, lines, bands) {
  let low = Infinity, high = -Infinity;
  const widen = (series, lows, highs) => {
    const [from, to] = visible(chart, series);
    for (let index = from; index < to; index++) {
      if (lows[index] < low) low = lows[index];
      if (highs[index] > high) high = highs[index];
    }
  };
  lines.forEach(line => widen(line, line.values, line.values));
  bands.forEach(band => widen(band, band.low, band.high));
  if (low > high) return [0, 1];
  const margin = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.05 || 1;
  return Number.isFinite(high - low + 2 * margin) ? [low - margin, high + margin] : [low, high];
}

function drawGrid(chart, svg, y, low, high, hasAxis) {
  const right = chart.width - MARGIN.right, bottom = PANE_HEIGHT - MARGIN.bottom;
  const step = roundStep(high - low, 5);
  for (let count = Math.ceil(low / step); Number.isFinite(step) && count * step <= high; count++) {
    const value = Number((count * step).toPrecision(12));
    svg.append(shape('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: y(value), y2: y(value) }));
    svg.append(shape('text', { x: MARGIN.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, shortNumber(value)));
  }
  for (const { stamp, label } of chart.clock.marks(chart.stampAt(chart.low), chart.stampAt(chart.high), Math.max(2, Math.floor(chart.width / 110)))) {
    const x = chart.x(Number(stamp - chart.from));
    svg.append(shape('line', { class: 'grid', x1: x, x2: x, y1: MARGIN.top, y2: bottom }));
    if (hasAxis && x + label.length * 3.5 < chart.width) svg.append(shape('text', { class: 'mark', x, y: bottom + 18, 'text-anchor': 'middle' }, label));
  }
  svg.append(shape('line', { class: 'axis', x1: MARGIN.left, x2: right, y1: bottom, y2: bottom }));
}

// The margin has room for eight signs.
function shortNumber(value) {
  const plain = String(value);
  return plain.length <= 8 ? plain : value.toExponential().length <= 8 ? value.toExponential() : value.toPrecision(4);
}

const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

// All positions where there are few, else the first, lowest, highest and last of each column of pixels: the picture is the same.
function positions(chart, series) {
  const [from, to] = visible(chart, series), all = [];
  if (to - from <= 4 * chart.width) {
    for (let index = from; index < to; index++) all.push(index);
    return all;
  }
  const { values } = series;
  for (let index = from; index < to;) {
    const column = Math.floor(chart.x(series.places[index]));
    let end = index, lowest = index, highest = index;
    for (; end < to && Math.floor(chart.x(series.places[end])) === column && (end === index || !series.breaks.has(end)); end++) {
      if (values[end] < values[lowest]) lowest = end;
      if (values[end] > values[highest]) highest = end;
    }
    all.push(...new Set([index, ...[lowest, highest].sort((a, b) => a - b), end - 1]));
    index = end;
  }
  return all;
}

function linePath(chart, line, y) {
  const parts = [];
  for (const index of positions(chart, line)) {
    parts.push((parts.length === 0 || line.breaks.has(index) ? 'M' : 'L') + at(chart.x(line.places[index]), y(line.values[index])));
  }
  return parts.join('');
}

function dotsPath(chart, line, y) {
  return positions(chart, line).map(index => `M${at(chart.x(line.places[index]), y(line.values[index]))}h0`).join('');
}

// No line goes to a point between two gaps.
function lonePath(chart, line, y) {
  const [from, to] = visible(chart, line), parts = [];
  for (let index = from; index < to; index++) {
    if ((index === 0 || line.breaks.has(index)) && (index === line.places.length - 1 || line.breaks.has(index + 1))) {
      parts.push(`M${at(chart.x(line.places[index]), y(line.values[index]))}h0`);
    }
  }
  return parts.join('');
}

function bandPath(chart, band, y) {
  const [from, to] = visible(chart, band), parts = [];
  for (let start = from; start < to;) {
    let end = start + 1;
    while (end < to && !band.breaks.has(end)) end++;
    const above = [], below = [];
    for (let index = start; index < end; index++) {
      above.push(at(chart.x(band.places[index]), y(band.high[index])));
      below.unshift(at(chart.x(band.places[index]), y(band.low[index])));
    }
    parts.push(`M${above.concat(below).join('L')}Z`);
    start = end;
  }
  return parts.join('');
}
