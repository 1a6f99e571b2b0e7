// Stamps are BigInt nanoseconds since 1970 UTC. The page brings the clock's distances from UTC along, so it shows what the module's own zones say.
const SECOND = 1000000000n, MINUTE = 60n * SECOND, HOUR = 60n * MINUTE, DAY = 24n * HOUR;
const CLOCK_STEPS = [];
for (let power = 1n; power < SECOND; power *= 10n) CLOCK_STEPS.push(power, 2n * power, 5n * power);
for (const n of [1n, 2n, 5n, 10n, 15n, 30n]) CLOCK_STEPS.push(n * SECOND);
for (const n of [1n, 2n, 5n, 10n, 15n, 30n]) CLOCK_STEPS.push(n * MINUTE);
for (const n of [1n, 2n, 3n, 6n, 12n]) CLOCK_STEPS.push(n * HOUR);
const DAY_STEPS = [1, 2, 4, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

const two = number => String(number).padStart(2, '0');
const floorTo = (value, step) => value - ((value % step) + step) % step;

class Clock {
  constructor(offsets) {
    this.offsets = offsets.map(([from, seconds]) => ({ from: BigInt(from), distance: BigInt(seconds) * SECOND }));
  }

  distance(stamp) {
    let index = this.offsets.length - 1;
    while (index > 0 && this.offsets[index].from > stamp) index--;
    return this.offsets[index].distance;
  }

  local(stamp) { return stamp + this.distance(stamp); }

  // The earlier time where the clock shows this twice.
  at(local) {
    for (const { distance } of this.offsets) {
      if (this.local(local - distance) === local) return local - distance;
    }
    return local - this.distance(local);
  }

  parts(stamp) {
    const local = this.local(stamp);
    const date = new Date(Number(floorTo(local, DAY) / 1000000n));
    return { date, ofDay: local - floorTo(local, DAY) };
  }

  day(stamp) {
    const { date } = this.parts(stamp);
    return `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  }

  time(stamp, seconds) {
    const { ofDay } = this.parts(stamp);
    const fraction = String(ofDay % SECOND).padStart(9, '0').replace(/0+$/, '');
    const clock = `${two(ofDay / HOUR)}:${two(ofDay / MINUTE % 60n)}`;
    return seconds || ofDay % MINUTE !== 0n ? `${clock}:${two(ofDay / SECOND % 60n)}${fraction ? '.' + fraction : ''}` : clock;
  }

  text(stamp) { return `${this.day(stamp)} ${this.time(stamp, true)}`; }

  // Marks at round times of the clock, at most so many.
  marks(from, to, most) {
    const range = to - from;
    const step = CLOCK_STEPS.find(step => range / step < BigInt(most));
    if (step) return this.clockMarks(from, to, step);
    const days = Number(range / DAY);
    const dayStep = DAY_STEPS.find(step => days / step <= most);
    const locals = dayStep ? this.dayMarks(from, to, dayStep) : this.monthMarks(from, to, MONTH_STEPS.find(step => days / 30.4 / step < most) ?? 1200);
    const digits = dayStep ? 10 : 7;
    return locals.map(local => this.at(local)).filter(stamp => stamp >= from && stamp <= to).map(stamp => ({ stamp, label: this.day(stamp).slice(0, digits) }));
  }

  clockMarks(from, to, step) {
    const marks = [];
    for (let local = floorTo(this.local(from), step); marks.length < 100; local += step) {
      const stamp = this.at(local);
      if (stamp > to) break;
      if (stamp >= from) marks.push({ stamp, label: this.parts(stamp).ofDay === 0n ? this.day(stamp) : this.time(stamp, false) });
    }
    return marks;
  }

  dayMarks(from, to, step) {
    const locals = [];
    let local = floorTo(this.local(from), DAY);
    // Weeks begin on Mondays, as 1970-01-05 was one.
    if (step % 7 === 0) local = floorTo(local - 4n * DAY, 7n * DAY) + 4n * DAY;
    for (; local <= this.local(to); local += step % 7 === 0 ? BigInt(step) * DAY : DAY) {
      const ofMonth = new Date(Number(local / 1000000n)).getUTCDate();
      if (step % 7 === 0 || ((ofMonth - 1) % step === 0 && (step === 1 || ofMonth < 31))) locals.push(local);
    }
    return locals;
  }

  monthMarks(from, to, step) {
    const locals = [];
    const { date } = this.parts(from);
    let months = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / step) * step;
    for (let local = 0n; local <= this.local(to); months += step) {
      local = BigInt(Date.UTC(Math.floor(months / 12), months % 12, 1)) * 1000000n;
      locals.push(local);
    }
    return locals;
  }
}
