/* picture.js: draws the diagram on the canvas, layer by layer. */
'use strict';

/* ---- colours ---- */

const probe = document.createElement('span');
probe.hidden = true;
document.body.append(probe);
let colours = {};
function readColours() {
    const names = ['back', 'panel', 'ink', 'soft', 'line', 'grid', 'dim', 'past', 'future', 'chosen', 'path', 'critical', 'waiting',
        'blocked', 'down', 'fault', 'consistent', 'inconsistent', 'undecided', 'kind0', 'kind1', 'kind2', 'kind3', 'kind4', 'kind5',
        'kind6', 'kind7'];
    colours = {};
    for (const name of names) {
        probe.style.color = `var(--${name})`;
        colours[name] = getComputedStyle(probe).color;
    }
}
/* Eight colours, then the same with dashes. */
function kindColour(kind) {
    return colours['kind' + (Math.max(kind, 0) % 8)];
}
function kindDash(kind) {
    return [[], [7, 3], [2, 3], [9, 3, 2, 3]][Math.floor(Math.max(kind, 0) / 8) % 4];
}

/* ---- shapes ---- */

function drawShape(c, what, x, y, r, colour) {
    c.fillStyle = colour;
    c.strokeStyle = colour;
    c.lineWidth = Math.max(1.5, r * 0.4);
    c.setLineDash([]);
    c.beginPath();
    switch (what) {
    case 'start':
        c.moveTo(x - r * 0.9, y - r * 1.2); c.lineTo(x + r * 1.3, y); c.lineTo(x - r * 0.9, y + r * 1.2); c.closePath(); c.fill();
        break;
    case 'send':
        c.arc(x, y, r, 0, 7); c.fill();
        break;
    case 'receive':
        c.arc(x, y, r, 0, 7); c.fillStyle = colours.back; c.fill(); c.stroke();
        break;
    case 'duplicate':
        c.arc(x - r * 0.5, y, r * 0.7, 0, 7); c.moveTo(x + r * 1.2, y); c.arc(x + r * 0.5, y, r * 0.7, 0, 7); c.stroke();
        break;
    case 'timeout':
        c.moveTo(x - r, y - r * 1.1); c.lineTo(x + r, y - r * 1.1); c.lineTo(x - r, y + r * 1.1); c.lineTo(x + r, y + r * 1.1);
        c.closePath(); c.fill();
        break;
    case 'output':
        c.moveTo(x, y - r * 1.5); c.lineTo(x + r * 1.3, y); c.lineTo(x, y + r * 1.5); c.lineTo(x - r * 1.3, y); c.closePath(); c.fill();
        break;
    case 'state':
        c.moveTo(x, y - r * 1.3); c.lineTo(x, y + r * 1.3); c.stroke();
        break;
    case 'move':
        c.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8); c.fill();
        break;
    case 'fault-end':
        c.moveTo(x - r * 1.2, y); c.lineTo(x + r * 1.2, y); c.moveTo(x, y - r * 1.2); c.lineTo(x, y + r * 1.2); c.lineWidth *= 1.4; c.stroke();
        break;
    case 'work':
        c.moveTo(x + r, y - r * 1.2); c.lineTo(x, y - r * 1.2); c.lineTo(x, y + r * 1.2); c.lineTo(x + r, y + r * 1.2); c.stroke();
        break;
    case 'worked':
        c.moveTo(x - r, y - r * 1.2); c.lineTo(x, y - r * 1.2); c.lineTo(x, y + r * 1.2); c.lineTo(x - r, y + r * 1.2); c.stroke();
        break;
    default: // fault, loss, given-up: something went wrong
        c.moveTo(x - r, y - r); c.lineTo(x + r, y + r); c.moveTo(x - r, y + r); c.lineTo(x + r, y - r); c.lineWidth *= 1.4; c.stroke();
    }
}
function shapeColour(what) {
    return what === 'fault' || what === 'loss' || what === 'given-up' ? colours.fault : what === 'output' ? colours.kind3 : colours.ink;
}

/* Lines of one look, with heads. A path of very many lines costs more than several of this many. */
const pathLines = 100;
function drawArrows(c, lines, look) {
    if (lines.length === 0)
        return;
    c.strokeStyle = look.colour;
    c.fillStyle = look.colour;
    c.lineWidth = look.width;
    c.setLineDash(look.dash);
    for (let begin = 0; begin < lines.length; begin += pathLines) {
        c.beginPath();
        for (const l of lines.slice(begin, begin + pathLines)) {
            c.moveTo(l.x1, l.y1);
            c.lineTo(l.x2, l.y2);
        }
        c.stroke();
    }
    c.setLineDash([]);
    c.beginPath();
    for (const l of lines) {
        const length = Math.hypot(l.x2 - l.x1, l.y2 - l.y1);
        const size = Math.min(4 + 2.2 * look.width, length * 0.4);
        if (!l.head || size < 2.5 || lines.length > mostDashes)
            continue;
        const ux = (l.x2 - l.x1) / length, uy = (l.y2 - l.y1) / length;
        c.moveTo(l.x2, l.y2);
        c.lineTo(l.x2 - size * ux - size * 0.45 * uy, l.y2 - size * uy + size * 0.45 * ux);
        c.lineTo(l.x2 - size * ux + size * 0.45 * uy, l.y2 - size * uy - size * 0.45 * ux);
        c.closePath();
    }
    c.fill();
}

/* The bar of a legend and of a line: a full one, one with a frame, one with strokes across. */
function drawBar(c, what, x1, x2, y, height) {
    const width = Math.max(2, x2 - x1);
    c.setLineDash([]);
    if (what === 'crashed' || what === 'suspended') {
        c.fillStyle = colours.back;
        c.fillRect(x1, y - 2, width, 4);
        c.strokeStyle = colours.soft;
        c.lineWidth = 1.5;
        c.setLineDash(what === 'crashed' ? [2, 4] : [8, 4]);
        c.beginPath(); c.moveTo(x1, y); c.lineTo(x1 + width, y); c.stroke();
        return;
    }
    const high = what === 'critical' ? height : height * 0.7;
    c.fillStyle = colours[what];
    c.fillRect(x1, y - high / 2, width, high);
    c.strokeStyle = colours.ink;
    c.lineWidth = 1;
    if (what === 'waiting')
        c.setLineDash([3, 3]);
    if (width > 4)
        c.strokeRect(x1 + 0.5, y - high / 2 + 0.5, width - 1, high - 1);
    if (what === 'blocked') {
        c.beginPath();
        for (let x = x1 + 5; x < Math.min(x1 + width, view.width) - 2; x += 7) {
            c.moveTo(x, y + high / 2); c.lineTo(x + 3, y - high / 2);
        }
        c.stroke();
    }
}

/* ---- the layers ---- */

/* What is lit: for the chosen event `of` (-1: none), its past and future; the path to another. */
let lit = {of: -1, past: null, future: null, path: [], pathSet: new Set()};

function stateOf(i) {
    return lit.of < 0 ? 'plain' : i === lit.of ? 'chosen' : lit.past[i] ? 'past' : lit.future[i] ? 'future' : 'dim';
}

function niceStep(span, room) {
    const raw = span / Math.max(2, room);
    const power = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].find((m) => m * power >= raw * 0.999999) * power;
}

function drawAxis(c) {
    const bottom = view.height - margin.bottom;
    const [size, name] = view.axis === 'time' ? unitFor(Math.max(Math.abs(view.to), view.to - view.from) / 1.999) : [1, ''];
    let step = niceStep((view.to - view.from) / size, plotWidth() / 95);
    if (view.axis === 'logical')
        step = Math.max(1, Math.round(step));
    const format = new Intl.NumberFormat(french ? 'fr' : 'en', {maximumFractionDigits: Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))});
    c.font = '12px "DejaVu Sans", Verdana, sans-serif';
    c.textAlign = 'center';
    c.textBaseline = 'top';
    c.lineWidth = 1;
    c.setLineDash([]);
    for (let k = Math.ceil(view.from / size / step - 1e-9); k * step * size <= view.to; k++) {
        const x = xOfValue(k * step * size);
        if (x < margin.left - 1 || (view.axis === 'time' && k < 0))
            continue;
        c.strokeStyle = colours.grid;
        c.beginPath(); c.moveTo(x, margin.top); c.lineTo(x, bottom); c.stroke();
        c.fillStyle = colours.soft;
        c.fillText(format.format(k * step || 0), x, bottom + 5);
    }
    c.fillStyle = colours.soft;
    c.fillText(view.axis === 'time' ? `${words.axisTimeLabel} (${name})` : words.axisLogicalLabel, margin.left + plotWidth() / 2, bottom + 22);
}

/* Where the page knows nothing of the run. */
function drawUnknown(c) {
    const [low, high] = [lays.time.low, lays.time.high].map(xOfValue);
    if (view.axis !== 'time')
        return;
    c.fillStyle = colours.panel;
    if (run.begin > 0 && low > margin.left)
        c.fillRect(margin.left, margin.top, low - margin.left, plotHeight());
    if (endsEarly && high < view.width)
        c.fillRect(high, margin.top, view.width - high, plotHeight());
}

function drawLines(c) {
    const first = Math.max(0, Math.floor(view.scroll / view.rowHeight));
    const last = Math.min(view.rows.length - 1, Math.ceil((view.scroll + view.height) / view.rowHeight));
    c.strokeStyle = colours.line;
    c.lineWidth = view.rowHeight > 8 ? 1.2 : 0.5;
    c.setLineDash([]);
    c.beginPath();
    for (let row = first; row <= last; row++) {
        c.moveTo(margin.left, yOfRow(row));
        c.lineTo(view.width - margin.right, yOfRow(row));
    }
    c.stroke();
}

function drawNames(c) {
    c.fillStyle = colours.back;
    c.fillRect(0, 0, margin.left - 6, view.height - margin.bottom + 4);
    c.font = '13px "DejaVu Sans", Verdana, sans-serif';
    c.textAlign = 'right';
    c.textBaseline = 'middle';
    c.fillStyle = colours.ink;
    const every = Math.ceil(15 / view.rowHeight);
    const begin = Math.floor(view.scroll / view.rowHeight / every) * every;
    for (let row = begin; row < view.rows.length && yOfRow(row) < view.height - margin.bottom; row += every) {
        const y = yOfRow(row);
        if (y > margin.top - 4)
            c.fillText('P' + view.rows[row], margin.left - 12, y);
    }
}

function drawBars(c) {
    const height = Math.min(16, view.rowHeight * 0.5);
    for (const pass of ['waiting', 'blocked', 'critical', 'suspended', 'crashed'])
        for (const bar of bars) {
            const row = bar.process < 0 ? -1 : view.rowOf[bar.process];
            if (bar.what !== pass || row < 0 || isLater(bar.from))
                continue;
            const lasts = Math.min(endsEarly ? xOfValue(lays[view.axis].high) : Infinity, view.width - margin.right);
            const end = bar.to >= 0 && !isLater(bar.to) ? xOf(bar.to) : view.upto && choice.cursor >= 0 ? xOf(choice.cursor) : lasts;
            const begin = bar.from >= 0 ? xOf(bar.from) : xOfValue(lays[view.axis].low);
            const x1 = Math.max(begin, margin.left - 10), x2 = Math.min(end, view.width + 10);
            if (x2 < x1 || !inSight(Math.max(x1, margin.left), yOfRow(row)))
                continue;
            drawBar(c, bar.what, x1, x2, yOfRow(row), height);
        }
}

/* Stubs, where the other end is hidden or unknown, are this long. */
const stub = 18;

function arrowLine(arrow, r) {
    const x1 = arrow.send >= 0 ? xOf(arrow.send) : NaN, y1 = arrow.send >= 0 ? yOf(arrow.send) : NaN;
    let x2, y2, head = true;
    if (arrow.receive >= 0 && !isLater(arrow.receive)) {
        x2 = xOf(arrow.receive);
        y2 = yOf(arrow.receive);
    } else if (arrow.loss >= 0 && !isLater(arrow.loss)) {
        x2 = xOf(arrow.loss);
        y2 = yOf(arrow.loss);
        head = false;
    }
    if (isNaN(y1) && (y2 === undefined || isNaN(y2)))
        return null;
    if (isNaN(y1)) {
        const end = arrow.receive >= 0 ? arrow.receive : arrow.of, peer = events.peer[end] >= 0 && arrow.receive >= 0 ? view.rowOf[events.peer[end]] : -1;
        const up = peer < 0 || peer <= view.rowOf[events.process[end]] ? 1 : -1;
        return {x1: x2 - stub, y1: y2 - up * Math.min(stub, view.rowHeight * 0.45), x2, y2, head, arrow};
    }
    if (x2 === undefined || isNaN(y2)) {
        const peer = events.peer[arrow.send] >= 0 ? view.rowOf[events.peer[arrow.send]] : -1;
        const down = peer < 0 || peer >= view.rowOf[events.process[arrow.send]] ? 1 : -1;
        return {x1, y1, x2: x1 + stub, y2: y1 + down * Math.min(stub, view.rowHeight * 0.45), head: false, arrow};
    }
    if (events.peer[arrow.send] === events.process[arrow.send])
        return {x1, y1: y1 - r, x2, y2: y2 - r, head, arrow};
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const short = Math.min(r + 1.5, length / 3);
    return {x1, y1, x2: x2 - short * (x2 - x1) / length, y2: y2 - short * (y2 - y1) / length, head, arrow};
}

/* A message is in the past when its receive is, in the future when its send is. */
function arrowState(arrow) {
    if (lit.of < 0)
        return 'plain';
    const end = arrow.receive >= 0 ? arrow.receive : arrow.loss;
    if (lit.pathSet.has(`${arrow.send}-${arrow.receive}`))
        return 'path';
    if (end >= 0 && (lit.past[end] || end === lit.of))
        return arrow.send === lit.of ? 'future' : 'past';
    return lit.future[arrow.send] || arrow.send === lit.of ? 'future' : 'dim';
}

function drawMessages(c, r) {
    const looks = new Map();
    const breaking = new Set(run.cuts.flatMap((cut) => cut.breaks));
    let seen = 0;
    const labelled = [];
    for (const arrow of arrows) {
        if (isFiltered(arrow.of) || isLater(arrow.of))
            continue;
        const line = arrowLine(arrow, r);
        if (line === null || Math.max(line.x1, line.x2) < margin.left - 5 || Math.min(line.x1, line.x2) > view.width + 5 ||
            Math.max(line.y1, line.y2) < margin.top - 5 || Math.min(line.y1, line.y2) > view.height)
            continue;
        seen++;
        const state = arrowState(arrow);
        const broken = state !== 'path' && breaking.has(arrow.receive) && lit.of < 0;
        const key = broken ? 'broken' : state === 'plain' ? 'kind' + arrow.kind : state;
        if (!looks.has(key))
            looks.set(key, []);
        looks.get(key).push(line);
        labelled.push([line, key]);
    }
    const crowded = seen > mostDashes;
    const thin = crowded ? 0.5 : seen > 800 ? 0.8 : 1.5;
    const lookOf = (key) => key.startsWith('kind') ? {colour: kindColour(+key.slice(4)), width: thin, dash: crowded ? [] : kindDash(+key.slice(4))} : {
        dim: {colour: colours.dim, width: Math.min(1, thin), dash: []},
        past: {colour: colours.past, width: thin * 1.9, dash: []},
        future: {colour: colours.future, width: thin * 1.6, dash: crowded ? [] : [7, 4]},
        path: {colour: colours.path, width: 4, dash: []},
        broken: {colour: colours.inconsistent, width: 3, dash: []},
    }[key];
    const keys = [...looks.keys()].sort((a, b) => rank(a) - rank(b));
    function rank(key) {
        return ['dim', 'future', 'past', 'path', 'broken'].indexOf(key) + (key.startsWith('kind') ? 1 : 0);
    }
    for (const key of keys)
        drawArrows(c, looks.get(key), lookOf(key));
    const taken = [];
    if (seen <= mostLabels)
        for (const [line, key] of labelled)
            if (key !== 'dim')
                drawArrowLabel(c, line, lookOf(key).colour, taken);
}

/* The kind of a message along its arrow: in the middle or nearer to an end, where no other name stands. */
function drawArrowLabel(c, line, colour, taken) {
    const text = kindOf(line.arrow.of);
    c.font = '11px "DejaVu Sans", Verdana, sans-serif';
    const length = Math.hypot(line.x2 - line.x1, line.y2 - line.y1), room = c.measureText(text).width;
    if (room > length - 26)
        return;
    const apart = Math.min(24, room * 0.6);
    const at = [0.5, 0.35, 0.65].map((part) => [line.x1 + part * (line.x2 - line.x1), line.y1 + part * (line.y2 - line.y1)])
        .find(([x, y]) => taken.every((other) => Math.hypot(other[0] - x, other[1] - y) > apart));
    if (at === undefined)
        return;
    taken.push(at);
    c.save();
    c.translate(at[0], at[1]);
    c.rotate(Math.atan2(line.y2 - line.y1, line.x2 - line.x1));
    if (line.x2 < line.x1)
        c.rotate(Math.PI);
    c.textAlign = 'center';
    c.textBaseline = 'bottom';
    c.lineWidth = 3;
    c.setLineDash([]);
    c.strokeStyle = colours.back;
    c.strokeText(text, 0, -3);
    c.fillStyle = colour;
    c.fillText(text, 0, -3);
    c.restore();
}

/* The parts of the lines of processes that belong to the past, to the future, to the path. */
function drawLitLines(c) {
    if (lit.of < 0)
        return;
    const segments = {past: [], future: [], path: []};
    for (let i = 0; i < eventCount; i++) {
        const previous = order.before[i];
        if (previous < 0 || isLater(i) || view.rowOf[events.process[i]] < 0)
            continue;
        const on = lit.pathSet.has(`${previous}-${i}`) ? 'path' : lit.past[i] ? 'past' : lit.future[previous] ? 'future' : '';
        if (on === '')
            continue;
        const x1 = Math.max(xOf(previous), margin.left - 20), x2 = Math.min(xOf(i), view.width + 20), y = yOf(i);
        if (x1 < x2 && inSight(x2, y))
            segments[on].push({x1, x2, y});
    }
    for (const [name, width, dash] of [['past', 4, []], ['future', 3, [7, 4]], ['path', 6, []]]) {
        c.strokeStyle = colours[name];
        c.lineWidth = Math.min(width, view.rowHeight * 0.4);
        c.setLineDash(dash);
        c.beginPath();
        for (const s of segments[name]) {
            c.moveTo(s.x1, s.y);
            c.lineTo(s.x2, s.y);
        }
        c.stroke();
    }
    c.setLineDash([]);
}

function drawEvents(c, seen, r) {
    const dots = seen.length > mostShapes;
    for (const pass of [['dim'], ['plain', 'future', 'past'], ['chosen']])
        for (const i of seen) {
            const state = stateOf(i), what = happening(i);
            if (!pass.includes(state))
                continue;
            const x = xOf(i), y = yOf(i);
            const colour = state === 'plain' ? shapeColour(what) : colours[state];
            if (events.process[i] < 0) {
                c.strokeStyle = state === 'dim' ? colours.dim : colours.fault;
                c.lineWidth = 1;
                c.setLineDash([2, 4]);
                c.beginPath(); c.moveTo(x, margin.top); c.lineTo(x, view.height - margin.bottom); c.stroke();
            }
            if (dots && state !== 'chosen') {
                const d = state === 'plain' || state === 'dim' ? 1 : 1.5;
                c.fillStyle = colour;
                c.fillRect(x - d, y - d, 2 * d, 2 * d);
                continue;
            }
            const large = state === 'past' || state === 'future' ? 1.15 : state === 'chosen' ? 1.4 : 1;
            drawShape(c, what, x, y, r * large * (kindOf(i) === 'stamp' && what === 'output' ? 0.6 : 1), colour);
        }
}

/* A ring around an event: the chosen one has a double one, which black and white shows too. */
function drawRing(c, i, colour, double) {
    if (i < 0 || !isShown(i))
        return;
    const x = xOf(i), y = yOf(i);
    c.strokeStyle = colour;
    c.setLineDash([]);
    c.lineWidth = 2;
    c.beginPath();
    c.arc(x, y, 11, 0, 7);
    if (double) {
        c.moveTo(x + 14.5, y);
        c.arc(x, y, 14.5, 0, 7);
    }
    c.stroke();
}

/* A thick ring and a cross, which no other event has. */
function drawViolation(c, x, y, r) {
    c.strokeStyle = colours.inconsistent;
    c.setLineDash([]);
    c.lineWidth = 3;
    const at = r * 0.71 + 1;
    c.beginPath();
    c.arc(x, y, r, 0, 7);
    for (const [dx, dy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
        c.moveTo(x + dx * at, y + dy * at);
        c.lineTo(x + dx * (at + r * 0.5), y + dy * (at + r * 0.5));
    }
    c.stroke();
}

/* An output beside its event: a name and, where it says something, the value; of a clock the value alone. */
const freeValues = ['decide', 'lost', 'request', 'enter', 'leave', 'block', 'unblock'];
function outputLabel(i) {
    const kind = kindOf(i), value = events.value[i];
    if (kind === 'stamp')
        return clockLabel(i);
    const text = french ? outputWords(kind) : kind;
    return value === null || freeValues.includes(kind) ? text : `${text} ${valueWords(i)}`;
}

/* Numbers of events, and names of outputs, where nothing else stands. */
function drawEventLabels(c, seen, r) {
    if (seen.length > mostLabels * 2 || view.rowHeight < 34)
        return;
    c.font = '10.5px "DejaVu Sans", Verdana, sans-serif';
    c.textAlign = 'center';
    c.setLineDash([]);
    const above = new Map(), below = new Map();
    for (const i of seen) {
        const x = xOf(i), y = yOf(i), row = events.process[i];
        const put = (taken, text, dy, baseline, colour) => {
            const half = c.measureText(text).width / 2 + 2;
            if (text === '' || (taken.has(row) && x - half < taken.get(row)))
                return;
            taken.set(row, x + half);
            c.textBaseline = baseline;
            c.lineWidth = 3;
            c.strokeStyle = colours.back;
            c.strokeText(text, x, y + dy);
            c.fillStyle = colour;
            c.fillText(text, x, y + dy);
        };
        const dimmed = stateOf(i) === 'dim';
        if (happening(i) === 'output')
            put(above, outputLabel(i), -r * 1.5 - 4, 'bottom', dimmed ? colours.dim : colours.ink);
        if (seen.length <= mostLabels && events.process[i] >= 0 && happening(i) !== 'loss')
            put(below, String(events.number[i]), i === lit.of || i === choice.other || i === choice.cursor ? 17 : r + 4, 'top', dimmed ? colours.dim : colours.soft);
    }
}

function cutColour(cut) {
    return cut.consistent === null ? colours.undecided : cut.consistent ? colours.consistent : colours.inconsistent;
}
function cutDash(cut) {
    return cut.consistent === null ? [2, 4] : cut.consistent ? [] : [10, 5];
}
function cutWords(cut) {
    return cut.consistent === null ? words.unknown : cut.consistent ? words.consistent : words.inconsistent;
}

/* Where a cut crosses the line of a process: just behind its last event in it; where the process records before the message that
 * made it record counts, just before that receive; before the first event where nothing is in it. NaN: it is not known, or behind
 * the page. */
function cutX(cut, line, process) {
    const gap = 9;
    if (line !== undefined && line.at < 0)
        return NaN;
    if (line !== undefined && line.last >= 0 && line.last === line.at) {
        const next = order.after[line.last];
        return xOf(line.last) + (next < 0 ? gap : Math.min(gap, (xOf(next) - xOf(line.last)) / 2));
    }
    if (line !== undefined && line.last >= 0) {
        const next = order.after[line.last];
        return xOf(next) - Math.min(gap, (xOf(next) - xOf(line.last)) / 2);
    }
    const before = line === undefined && (cut.consistent === null || run.begin > 0); // of the events that the page has, or not at all
    return before || order.first[process] < 0 ? NaN : xOf(order.first[process]) - gap;
}
function cutName(cut) {
    const verdict = cut.consistent === null ? '?' : cut.consistent ? '✓' : '✗';
    return `${words.origins[cut.origin](cut.number)} ${verdict}`;
}

function drawCuts(c) {
    const named = []; // where names of cuts stand
    for (const cut of run.cuts) {
        const lines = new Map(cut.lines.map(([process, last, at]) => [process, {last, at}]));
        if (cut.lines.some((line) => isLater(line[2])))
            continue;
        const points = [];
        for (let row = 0; row < view.rows.length; row++) {
            const x = cutX(cut, lines.get(view.rows[row]), view.rows[row]);
            if (!isNaN(x))
                points.push([x, yOfRow(row)]);
        }
        if (points.length === 0)
            continue;
        const half = Math.min(20, view.rowHeight / 2);
        points.unshift([points[0][0], Math.min(points[0][1] - half, Math.max(margin.top, points[0][1] - view.rowHeight))]);
        points.push([points[points.length - 1][0], points[points.length - 1][1] + half]);
        c.strokeStyle = cutColour(cut);
        c.lineWidth = 2.5;
        c.setLineDash(cutDash(cut));
        c.beginPath();
        points.forEach(([x, y], k) => k === 0 ? c.moveTo(x, y) : c.lineTo(x, y));
        c.stroke();
        c.font = '12px "DejaVu Sans", Verdana, sans-serif';
        let text = cutName(cut);
        const x = points[0][0], halfText = c.measureText(text).width / 2 + 4;
        if (named.some(([low, high]) => x + halfText > low && x - halfText < high))
            text = text.slice(-1);
        named.push([x - halfText, x + halfText]);
        c.textAlign = 'center';
        c.textBaseline = 'bottom';
        c.lineWidth = 3;
        c.setLineDash([]);
        c.strokeStyle = colours.back;
        c.strokeText(text, x, margin.top - 3);
        c.fillStyle = cutColour(cut);
        c.fillText(text, x, margin.top - 3);
    }
}

/* An arc below the line, from a rollback to the checkpoint that the process goes back to. */
function drawRollbacks(c) {
    const lines = [];
    c.strokeStyle = colours.fault;
    c.lineWidth = 2;
    c.setLineDash([]);
    for (const {rollback, checkpoint} of rollbacks) {
        const x1 = xOf(rollback), x2 = xOf(checkpoint), y = yOf(rollback);
        if (isNaN(y) || isLater(rollback) || isFiltered(rollback) || x2 > view.width || x1 < margin.left)
            continue;
        const low = y + Math.min(view.rowHeight * 0.34, 26);
        c.beginPath();
        c.moveTo(x1, y + 4);
        c.quadraticCurveTo(x1, low, Math.max(x2, x1 - 40) * 0.5 + x1 * 0.5, low);
        c.lineTo(Math.min(x2 + 8, x1), low);
        c.stroke();
        lines.push({x1: x2 + 8, y1: low, x2: x2 + 1, y2: y + 5, head: true});
    }
    drawArrows(c, lines, {colour: colours.fault, width: 2, dash: []});
}

function eventsInSight() {
    const seen = [];
    for (let i = 0; i < eventCount; i++)
        if (isShown(i) && inSight(xOf(i), yOf(i)))
            seen.push(i);
    return seen;
}

/* Draws all. `ratio`: pixels of the canvas for one of the page. */
function drawPicture(ratio = window.devicePixelRatio || 1) {
    const c = context;
    const width = Math.round(view.width * ratio), height = Math.round(view.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
    }
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.fillStyle = colours.back;
    c.fillRect(0, 0, view.width, view.height);
    const seen = eventsInSight();
    const r = seen.length > mostShapes ? 2 : Math.max(1.5, Math.min(5, view.rowHeight * 0.2, 120 / Math.sqrt(seen.length + 1)));
    drawAxis(c);
    c.save();
    c.beginPath();
    c.rect(margin.left - 6, 0, view.width, view.height - margin.bottom);
    c.clip();
    drawUnknown(c);
    drawLines(c);
    c.globalAlpha = lit.of >= 0 ? 0.4 : 1;
    drawBars(c);
    c.globalAlpha = 1;
    drawLitLines(c);
    drawMessages(c, r);
    drawCuts(c);
    drawRollbacks(c);
    drawEvents(c, seen, r);
    drawEventLabels(c, seen, r);
    if (violation >= 0 && isShown(violation))
        drawViolation(c, xOf(violation), yOf(violation), 9);
    drawRing(c, lit.of, colours.chosen, choice.pinned >= 0);
    drawRing(c, choice.other, colours.path, true);
    if (choice.cursor !== lit.of)
        drawRing(c, choice.cursor, colours.soft, false);
    c.restore();
    drawNames(c);
}
