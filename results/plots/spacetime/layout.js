/* layout.js: what the diagram has and where it stands: lines of processes from top to bottom, time or Lamport's stamps from left to
 * right. Lengths are CSS pixels; positions along an axis are seconds or stamps. */
'use strict';

const order = new Order(events, run.processes);
const eventCount = order.count;
const canvas = document.getElementById('picture');
const context = canvas.getContext('2d');

/* What is seen: the window of the axis, the processes with a line each, what is hidden. */
const view = {
    axis: 'time', from: 0, to: 1, rows: [], rowOf: new Int32Array(run.processes).fill(-1), rowHeight: 40, scroll: 0,
    hidden: new Set(), upto: false, width: 0, height: 0,
};
/* Which events are looked at: places, -1: none. */
const choice = {pinned: -1, other: -1, cursor: -1, hover: -1};

const margin = {left: 62, right: 18, top: 26, bottom: 42};
const handlerStep = 13;   // between events of one handler, which have one date, where there is room
const mostSpread = 160;   // of all of those, at the end of the run
const mostLabels = 150;   // arrows or events in sight that have labels
const mostShapes = 2500;  // events in sight that have shapes; more are dots
const mostDashes = 3000;  // arrows in sight that are dashed and have heads; of more these are too slow, and would be a blot
const least = {rowHeight: 4, fitted: 9, span: {time: 1e-10, logical: 2}};
const most = {rowHeight: 220};

/* ---- what is computed once ---- */

const messageKinds = [...run.messages], outputKinds = [], otherKinds = [];
const filterKey = new Array(eventCount);
const lossOf = new Map(); // of a send: the place of its loss
const arrows = [];        // {send, receive, loss, kind, of}: places, -1: none; of: the event that it is drawn for
const bars = [];          // {process, from, to, what}: places; from: -1, since before the page; to: -1, it lasts
const rollbacks = [];     // {rollback, checkpoint}: places
{
    const seen = new Set(run.messages.map((kind) => 'message:' + kind));
    const note = (list, key, name) => {
        if (!seen.has(key)) {
            seen.add(key);
            list.push(name);
        }
    };
    const open = new Map();
    const begin = (i, what) => open.set(`${what}:${events.process[i]}`, {process: events.process[i], from: i, to: -1, what});
    const end = (i, what) => {
        const key = `${what}:${events.process[i]}`;
        if (open.has(key))
            bars.push({...open.get(key), to: i});
        open.delete(key);
    };
    for (const [process, what] of run.open)
        open.set(`${what}:${process}`, {process, from: -1, to: -1, what});
    const shows = {
        request: (i) => begin(i, 'waiting'),
        enter: (i) => { end(i, 'waiting'); begin(i, 'critical'); },
        leave: (i) => end(i, 'critical'),
        block: (i) => begin(i, 'blocked'),
        unblock: (i) => end(i, 'blocked'),
    };
    const checkpoints = new Map(); // of a process and a number: the latest
    shows.checkpoint = (i) => checkpoints.set(`${events.process[i]}:${events.value[i]}`, i);
    shows.rollback = (i) => {
        const checkpoint = checkpoints.get(`${events.process[i]}:${events.value[i]}`);
        if (checkpoint !== undefined)
            rollbacks.push({rollback: i, checkpoint});
    };
    const faults = {
        crash: (i) => { ['waiting', 'critical', 'blocked'].forEach((what) => end(i, what)); begin(i, 'crashed'); },
        recover: (i) => end(i, 'crashed'),
        suspend: (i) => begin(i, 'suspended'),
        resume: (i) => end(i, 'suspended'),
    };
    const faultEnds = {crash: (i) => end(i, 'crashed'), suspend: (i) => end(i, 'suspended')};
    for (let i = 0; i < eventCount; i++) {
        const what = happening(i), kind = kindOf(i);
        if (['send', 'receive', 'loss', 'duplicate'].includes(what)) {
            note(messageKinds, 'message:' + kind, kind);
            filterKey[i] = 'message:' + kind;
        } else if (what === 'output') {
            note(outputKinds, 'output:' + kind, kind);
            filterKey[i] = 'output:' + kind;
        } else {
            filterKey[i] = 'event:' + what;
        }
        if (!['send', 'receive', 'output'].includes(what))
            note(otherKinds, 'event:' + what, what);
        if (what === 'loss' && events.sent[i] >= 0)
            lossOf.set(events.sent[i], i);
        const table = what === 'output' ? shows : what === 'fault' ? faults : what === 'fault-end' ? faultEnds : {};
        if (events.process[i] >= 0 && Object.hasOwn(table, kind))
            table[kind](i);
    }
    bars.push(...open.values());
    for (let i = 0; i < eventCount; i++) {
        const kind = messageKinds.indexOf(kindOf(i));
        if (happening(i) === 'receive' && events.sent[i] < 0)
            arrows.push({send: -1, receive: i, loss: -1, kind, of: i});
        if (happening(i) !== 'send' || events.process[i] < 0)
            continue;
        const receives = order.receives.get(i) || [];
        receives.forEach((receive) => arrows.push({send: i, receive, loss: -1, kind, of: i}));
        if (receives.length === 0)
            arrows.push({send: i, receive: -1, loss: lossOf.has(i) ? lossOf.get(i) : -1, kind, of: i});
    }
}
/* The event that violated the specification. */
const violation = run.violation === 0 ? -1 : events.number.indexOf(run.violation);
const endsEarly = run.begin + eventCount < run.total;

/* Where events stand along an axis: `base` in its unit, then `place` steps of pixels for those of one date on one process, of
 * which there are `size`; these keep within `room`, in the axis' unit: the next event of the process, or the end of a message of
 * theirs, in the page or behind it; without these, the end of the run. */
function layAxis(axis) {
    const lay = {
        base: new Float64Array(eventCount), place: new Int32Array(eventCount), size: new Int32Array(eventCount).fill(1),
        room: new Float64Array(eventCount).fill(Infinity), low: 0, high: 0,
    };
    let stamp = 0;
    for (let i = 0; i < eventCount; i++) {
        stamp = Math.max(stamp, events.scalar[i]);
        const cause = events.sent[i];
        lay.base[i] = axis === 'time' ? events.time[i] : events.scalar[i] > 0 ? events.scalar[i]
            : cause >= 0 ? events.scalar[cause] + 0.6 : stamp + 0.5;
        lay.low = i === 0 ? lay.base[i] : Math.min(lay.low, lay.base[i]);
        lay.high = i === 0 ? lay.base[i] : Math.max(lay.high, lay.base[i]);
    }
    if (axis === 'time') {
        const group = new Map(); // of a process: the places of its events of the last date
        const close = (members, room) => {
            const least = members.reduce((t, i) => Math.min(t, soonest(i)), room);
            for (const i of members) {
                lay.size[i] = members.length;
                lay.room[i] = least;
            }
        };
        const behind = new Map(run.rooms);
        const ends = (i) => lossOf.has(i) ? [...(order.receives.get(i) || []), lossOf.get(i)] : order.receives.get(i) || [];
        const soonest = (i) => ends(i).reduce((t, r) => Math.min(t, events.time[r] - events.time[i]), behind.has(i) ? behind.get(i) : Infinity);
        for (let i = 0; i < eventCount; i++) {
            const process = events.process[i];
            if (process < 0 || happening(i) === 'loss')
                continue;
            const members = group.get(process);
            if (members && events.time[members[0]] === events.time[i]) {
                lay.place[i] = members.length;
                members.push(i);
                continue;
            }
            if (members)
                close(members, events.time[i] - events.time[members[0]]);
            group.set(process, [i]);
        }
        for (const members of group.values())
            close(members, run.end - events.time[members[0]] || Infinity);
    }
    return lay;
}
const lays = {time: layAxis('time'), logical: layAxis('logical')};

/* ---- places on the canvas ---- */

function plotWidth() {
    return Math.max(1, view.width - margin.left - margin.right);
}
function scale() {
    return plotWidth() / (view.to - view.from);
}
function xOfValue(value) {
    return margin.left + (value - view.from) * scale();
}
function valueOfX(x) {
    return view.from + (x - margin.left) / scale();
}
/* Pixels between the events of one date, whatever room there is: where nothing comes later, they do not go far. */
function widestStep(lay, i) {
    return lay.room[i] === Infinity ? Math.min(handlerStep, mostSpread / lay.size[i]) : handlerStep;
}
function xOf(i) {
    const lay = lays[view.axis];
    const step = lay.place[i] === 0 ? 0 : Math.min(widestStep(lay, i), 0.6 * lay.room[i] * scale() / lay.size[i]);
    return xOfValue(lay.base[i]) + lay.place[i] * step;
}
function yOfRow(row) {
    return margin.top + (row + 0.5) * view.rowHeight - view.scroll;
}
/* NaN: its process has no line. A loss and a duplication stand beside the line, towards the peer. */
function yOf(i) {
    const process = events.process[i];
    if (process < 0)
        return margin.top + 6;
    const row = view.rowOf[process];
    if (row < 0)
        return NaN;
    const what = happening(i);
    if (what !== 'loss' && what !== 'duplicate')
        return yOfRow(row);
    const peer = events.peer[i] >= 0 ? view.rowOf[events.peer[i]] : -1;
    return yOfRow(row) + (peer < 0 || peer === row ? -0.3 : Math.sign(peer - row) * 0.3) * view.rowHeight;
}
function isFiltered(i) {
    return view.hidden.has(filterKey[i]) || view.hidden.has('event:' + happening(i));
}
function isLater(i) {
    return view.upto && choice.cursor >= 0 && i > choice.cursor;
}
function isShown(i) {
    return !isFiltered(i) && !isLater(i) && (events.process[i] < 0 || view.rowOf[events.process[i]] >= 0);
}
function inSight(x, y) {
    return x >= margin.left - 20 && x <= view.width + 20 && y >= margin.top - 20 && y <= view.height - margin.bottom + 20;
}
