/* box.js: says in words what the chosen event is, and how two events stand to each other. */
'use strict';

const box = document.getElementById('box');

function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null)
        made.textContent = text;
    for (const [name, value] of Object.entries(attributes))
        made.setAttribute(name, value);
    return made;
}

/* A small drawing of a line or a shape, for the box and the legend; `draw` is called again when the colours change. */
const swatches = [];
function swatch(draw, width = 40, height = 20) {
    const made = element('canvas', null, {'aria-hidden': 'true'});
    const ratio = Math.max(2, window.devicePixelRatio || 1);
    made.width = width * ratio;
    made.height = height * ratio;
    made.style.width = `${width}px`;
    made.style.height = `${height}px`;
    const paint = () => {
        const c = made.getContext('2d');
        c.setTransform(ratio, 0, 0, ratio, 0, 0);
        c.clearRect(0, 0, width, height);
        draw(c, width, height);
    };
    paint();
    return {made, paint};
}
function lineSwatch(look, width, height) {
    return swatch((c, w, h) => {
        const {colour, thick, dash, head} = look();
        drawArrows(c, [{x1: 2, y1: h / 2, x2: w - 2, y2: h / 2, head}], {colour, width: thick, dash});
    }, width, height);
}
const pastLook = () => ({colour: colours.past, thick: 3.5, dash: [], head: false});
const futureLook = () => ({colour: colours.future, thick: 3, dash: [7, 4], head: false});

/* The numbers of the marked events: "1-4 7". */
function ranges(mark, without) {
    const parts = [];
    let first = -1, last = -1;
    for (let i = 0; i < eventCount; i++) {
        if (!mark[i] || i === without || !order.ordered[i])
            continue;
        const number = Number(events.number[i]);
        if (first >= 0 && number === last + 1) {
            last = number;
            continue;
        }
        if (first >= 0)
            parts.push(first === last ? `${first}` : `${first}-${last}`);
        first = last = number;
    }
    if (first >= 0)
        parts.push(first === last ? `${first}` : `${first}-${last}`);
    return parts.join(' ');
}

/* "(3 0 1)"; of many processes, those that are not 0. */
function vectorText(past) {
    const counts = order.vector(past);
    const mostEntries = 24;
    if (run.processes <= mostEntries)
        return `(${Array.from({length: run.processes}, (_, process) => counts.get(process) || 0).join(' ')})`;
    const entries = [...counts].sort((a, b) => a[0] - b[0]);
    const text = entries.slice(0, mostEntries).map(([process, n]) => `P${process}:${n}`).join(' ');
    return entries.length > mostEntries ? `${text} …` : text;
}

function addTerm(list, term, text) {
    list.append(element('dt', term), element('dd', text));
}

/* How many, in a line that opens and lists them. Remembers which lists are open from one event to the next. */
const openLists = new Set();
function addList(name, number, text, look) {
    const details = element('details');
    const summary = element('summary');
    if (look)
        summary.append(lineSwatch(look, 34, 14).made);
    summary.append(words[name] + (french ? '\u00a0: ' : ': '), element('strong', count(number)));
    details.append(summary, element('p', text === '' ? words.none : text.replaceAll('-', '–').replaceAll(' ', ', ')));
    details.open = openLists.has(name);
    details.addEventListener('toggle', () => details.open ? openLists.add(name) : openLists.delete(name));
    box.append(details);
}

function addJumps(i) {
    const jumps = element('div', null, {class: 'jumps'});
    const add = (text, to) => {
        if (to === undefined || to < 0)
            return;
        const button = element('button', `${text} (${events.number[to]})`, {type: 'button'});
        button.addEventListener('click', () => moveTo(to));
        jumps.append(button);
    };
    if (i !== violation)
        add(words.toViolation, violation);
    if (i < 0) {
        box.append(jumps);
        return;
    }
    add(words.itsSend, events.sent[i] >= 0 ? events.sent[i] : -1);
    add(words.itsReceive, (order.receives.get(i) || [])[0]);
    add(words.previousHere, order.before[i]);
    add(words.nextHere, order.after[i]);
    const pin = element('button', choice.pinned >= 0 ? words.unpin : words.pin, {type: 'button'});
    pin.addEventListener('click', () => choice.pinned >= 0 ? unpin() : press(i));
    jumps.append(pin);
    box.append(jumps);
}

/* The second event that the chosen one is compared with; -1: none. */
function secondEvent() {
    if (choice.pinned < 0)
        return -1;
    const second = choice.hover >= 0 && choice.hover !== choice.pinned ? choice.hover : choice.other >= 0 ? choice.other : choice.cursor;
    return second === choice.pinned ? -1 : second;
}

function addRelation(first, second) {
    const relation = order.relate(first, second);
    const part = element('div', null, {class: 'relation'});
    const a = eventName(first), b = eventName(second);
    box.dataset.second = events.number[second];
    box.dataset.relation = relation;
    if (relation === 'concurrent' || relation === 'none') {
        part.append(element('p', relation === 'none' ? words.unrelated(a, b) : words.parallel(a, b)));
    } else {
        const messages = lit.path.filter((i, k) => k > 0 && order.sent[i] === lit.path[k - 1]).length;
        part.append(element('p', (relation === 'before' ? words.before(a, b) : words.after(a, b)) + words.chain(messages)));
        const numbers = lit.path.map((i) => events.number[i]);
        box.dataset.path = numbers.join(' ');
        const most = 40;
        part.append(element('p', numbers.slice(0, most).join(' → ') + (numbers.length > most ? ' → …' : '')));
    }
    part.append(element('p', fullSentence(second)));
    box.append(part);
}

/* Lights what belongs to the chosen event. */
function light() {
    const of = choice.pinned >= 0 ? choice.pinned : choice.hover >= 0 ? choice.hover : choice.cursor;
    if (of !== lit.of || of < 0) {
        lit = {of, past: null, future: null, path: [], pathSet: new Set()};
        if (of >= 0) {
            lit.past = order.past(of);
            lit.future = order.future(of);
        }
    }
    const second = secondEvent();
    lit.path = [];
    lit.pathSet = new Set();
    if (second >= 0 && order.ordered[of] && order.ordered[second])
        lit.path = order.path(Math.min(of, second), Math.max(of, second));
    for (let k = 1; k < lit.path.length; k++)
        lit.pathSet.add(`${lit.path[k - 1]}-${lit.path[k]}`);
}

function fillBox() {
    const i = lit.of;
    box.replaceChildren();
    for (const name of Object.keys(box.dataset))
        delete box.dataset[name];
    if (i < 0) {
        const messages = new Set(arrows.map((arrow) => arrow.of)).size;
        box.append(element('p', words.whatIsHere(run.processes, eventCount, messages)), element('p', words.nothing));
        if (violation >= 0)
            addJumps(-1);
        return;
    }
    const title = `${capital(eventName(i))} · ${happeningWords[happening(i)] || happening(i)}`;
    box.append(element('h2', choice.pinned >= 0 ? `${title} · ${words.pinned}` : title));
    box.append(element('p', fullSentence(i)));
    if (i === violation)
        box.append(element('p', words.violationHere, {class: 'violation'}));
    const list = element('dl');
    addTerm(list, words.time, duration(events.time[i], 12));
    if (order.ordered[i]) {
        addTerm(list, words.scalar, count(events.scalar[i]));
        if (!run.sampled && run.begin === 0) // else what came through other processes, or before, is missing
            addTerm(list, words.vector, vectorText(lit.past));
        const clock = clockAt(i);
        if (clock >= 0) {
            addTerm(list, words.clock, clock === i ? valueWords(i) : `${valueWords(clock)} (${eventName(clock)})`);
            box.dataset.clock = events.value[clock];
        }
    }
    box.append(list);
    box.dataset.event = events.number[i];
    if (order.ordered[i]) {
        const concurrent = new Uint8Array(eventCount);
        let before = 0, after = 0;
        for (let k = 0; k < eventCount; k++) {
            before += lit.past[k] && k !== i ? 1 : 0;
            after += lit.future[k] && k !== i ? 1 : 0;
            concurrent[k] = order.ordered[k] && !lit.past[k] && !lit.future[k] ? 1 : 0;
        }
        box.dataset.past = ranges(lit.past, i);
        box.dataset.future = ranges(lit.future, i);
        box.dataset.concurrent = ranges(concurrent, i);
        addList('past', before, box.dataset.past, pastLook);
        addList('future', after, box.dataset.future, futureLook);
        addList('concurrent', order.orderedCount - 1 - before - after, box.dataset.concurrent, null);
    } else {
        box.append(element('p', words.outside));
    }
    addJumps(i);
    const second = secondEvent();
    if (second >= 0)
        addRelation(i, second);
    else if (choice.pinned >= 0)
        box.append(element('p', words.clickAnother, {class: 'relation hint'}));
}
