/* controls.js: mouse, keyboard, buttons, filters; and the state of the page in its address, behind the #, so that a link leads to
 * what one sees: event=12&with=40&axis=logical&hide=message:token,event:state&from=0&to=0.5&processes=0-9&upto=1&theme=dark. */
'use strict';

const byId = (id) => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const playPace = 900; // milliseconds an event
let playing = 0;

/* ---- when something has changed ---- */

let drawn = true;
function redraw() {
    if (!drawn)
        return;
    drawn = false;
    requestAnimationFrame(() => {
        drawn = true;
        drawPicture();
    });
}

/* The choice has changed. */
function show() {
    light();
    fillBox();
    showStep();
    redraw();
}

let addressTimer = 0;
function remember() {
    clearTimeout(addressTimer);
    addressTimer = setTimeout(writeAddress, 200);
}

/* ---- the window ---- */

/* All of the run, with some room on the right where the last events of a process stand side by side. */
function wholeWindow() {
    const lay = lays[view.axis];
    const span = lay.high - lay.low || (view.axis === 'time' ? 1 : 2);
    let high = lay.high + 0.04 * span;
    for (let i = 0; i < eventCount; i++) {
        const part = Math.min(0.5, (lay.place[i] * widestStep(lay, i) + 24) / plotWidth());
        if (lay.room[i] === Infinity && lay.place[i] > 0)
            high = Math.max(high, (lay.base[i] - part * lay.low) / (1 - part));
    }
    return [lay.low - 0.025 * span, high];
}
let slides = 0; // each movement of the window ends the slide that goes on
function setWindow(from, to, slide = 0) {
    if (slide === 0)
        slides++;
    const [low, high] = wholeWindow();
    const span = Math.min(Math.max(to - from, least.span[view.axis]), 1.3 * (high - low));
    const middle = Math.min(Math.max((from + to) / 2, low), high);
    view.from = middle - span / 2;
    view.to = middle + span / 2;
    redraw();
    remember();
}
function zoom(factor, x) {
    const at = valueOfX(x), part = (x - margin.left) / plotWidth();
    const span = (view.to - view.from) / factor;
    setWindow(at - part * span, at + (1 - part) * span);
}
function zoomButton(factor) {
    const i = choice.cursor >= 0 ? choice.cursor : lit.of;
    const x = i >= 0 ? xOf(i) : -1;
    zoom(factor, x > margin.left && x < view.width - margin.right ? x : margin.left + plotWidth() / 2);
}
function plotHeight() {
    return view.height - margin.top - margin.bottom;
}
function fitRows() {
    view.rowHeight = Math.max(least.fitted, Math.min(most.rowHeight, plotHeight() / Math.max(1, view.rows.length)));
    setScroll(0);
}
function setScroll(scroll) {
    view.scroll = Math.max(0, Math.min(scroll, view.rows.length * view.rowHeight - plotHeight()));
    redraw();
}
function seeAll() {
    fitRows();
    setWindow(...wholeWindow());
}

/* Moves the window so that the event is in it: at once, or within a sixth of a second where motion is welcome. */
function bring(i) {
    const x = xOf(i), y = yOf(i);
    if (y < margin.top + 10 || y > view.height - margin.bottom - 10)
        setScroll(view.scroll + y - view.height / 2);
    if (x >= margin.left + 10 && x <= view.width - margin.right - 10)
        return;
    const span = view.to - view.from, goal = lays[view.axis].base[i] - span / 2, begin = view.from;
    const slideTime = 160;
    if (calm.matches || Math.abs(goal - begin) > 3 * span) {
        setWindow(goal, goal + span);
        return;
    }
    const start = performance.now(), own = ++slides;
    const slide = (now) => {
        if (own !== slides)
            return;
        const part = Math.min(1, Math.max(0, (now - start) / slideTime));
        setWindow(begin + part * (goal - begin), begin + part * (goal - begin) + span, own);
        if (part < 1)
            requestAnimationFrame(slide);
    };
    requestAnimationFrame(slide);
}

/* ---- choosing events ---- */

function shownEvents() {
    const list = [];
    for (let i = 0; i < eventCount; i++)
        if (!isFiltered(i) && (events.process[i] < 0 || view.rowOf[events.process[i]] >= 0))
            list.push(i);
    return list;
}
let stepList = [];
/* The place in stepList of the cursor, or of the last event before it; -1: there is none. */
function stepPlace() {
    let low = 0, high = stepList.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (stepList[middle] <= choice.cursor)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}
function showStep() {
    const scrub = byId('scrub'), place = stepPlace();
    scrub.max = Math.max(0, stepList.length - 1);
    scrub.value = Math.max(0, place);
    scrub.setAttribute('aria-valuetext', choice.cursor >= 0 ? fullSentence(choice.cursor) : words.none);
}

/* The keyboard, a button or the slider goes to an event. */
function moveTo(i) {
    if (i === undefined || i < 0)
        return;
    choice.cursor = i;
    choice.hover = -1;
    choice.other = -1;
    bring(i);
    show();
    remember();
}
function step(by) {
    const place = stepPlace();
    const exact = place >= 0 && stepList[place] === choice.cursor;
    const goal = by > 0 || exact ? place + by : place;
    moveTo(stepList[Math.max(0, Math.min(goal, stepList.length - 1))]);
}
function stepOnProcess(by) {
    const process = choice.cursor >= 0 ? events.process[choice.cursor] : -1;
    for (let i = choice.cursor + by; choice.cursor >= 0 && i >= 0 && i < eventCount; i += by)
        if (events.process[i] === process && !isFiltered(i)) {
            moveTo(i);
            return;
        }
}
function stepAcross(by) {
    if (choice.cursor < 0) {
        step(1);
        return;
    }
    const from = events.process[choice.cursor] < 0 ? -1 : view.rowOf[events.process[choice.cursor]];
    for (let row = from + by; row >= 0 && row < view.rows.length; row += by) {
        let nearest = -1;
        for (const i of stepList)
            if (events.process[i] === view.rows[row] && (nearest < 0 || Math.abs(xOf(i) - xOf(choice.cursor)) < Math.abs(xOf(nearest) - xOf(choice.cursor))))
                nearest = i;
        if (nearest >= 0) {
            moveTo(nearest);
            return;
        }
    }
}
function followMessage() {
    if (choice.cursor < 0)
        return;
    const receives = order.receives.get(choice.cursor);
    moveTo(receives ? receives[0] : events.sent[choice.cursor]);
}

/* A click, or Enter: pins the event; with one pinned, compares. */
function press(i) {
    choice.cursor = i;
    if (choice.pinned < 0)
        choice.pinned = i;
    else if (choice.pinned === i)
        choice.pinned = choice.other = -1;
    else
        choice.other = choice.other === i ? -1 : i;
    show();
    remember();
}
function unpin() {
    if (choice.pinned >= 0)
        choice.pinned = choice.other = -1;
    else
        choice.cursor = -1;
    choice.hover = -1;
    show();
    remember();
}

/* ---- playing ---- */

function stop() {
    clearInterval(playing);
    playing = 0;
    byId('play').textContent = '▶';
    byId('play').setAttribute('aria-pressed', 'false');
}
function play() {
    if (playing !== 0) {
        stop();
        return;
    }
    if (stepPlace() >= stepList.length - 1)
        choice.cursor = -1;
    byId('play').textContent = '❚❚';
    byId('play').setAttribute('aria-pressed', 'true');
    playing = setInterval(() => {
        if (stepPlace() >= stepList.length - 1)
            stop();
        else
            step(1);
    }, playPace);
    step(1);
}

/* ---- the mouse, and fingers ---- */

function eventAt(x, y) {
    const reach = 13;
    let nearest = -1, best = reach * reach;
    if (x < margin.left - 6)
        return -1;
    for (const i of stepList) {
        const distance = (xOf(i) - x) ** 2 + (yOf(i) - y) ** 2;
        if (distance < best && !isLater(i)) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}
const fingers = new Map();
let drag = null;
function position(e) {
    const frame = canvas.getBoundingClientRect();
    return [e.clientX - frame.left, e.clientY - frame.top];
}
function spread() {
    const [a, b] = [...fingers.values()];
    return [Math.hypot(a[0] - b[0], a[1] - b[1]) || 1, (a[0] + b[0]) / 2];
}
canvas.addEventListener('pointerdown', (e) => {
    const [x, y] = position(e);
    fingers.set(e.pointerId, [x, y]);
    drag = {x, y, from: view.from, to: view.to, scroll: view.scroll, moved: fingers.size > 1, spread: fingers.size === 2 ? spread()[0] : 0};
    canvas.setPointerCapture(e.pointerId);
});
canvas.addEventListener('pointermove', (e) => {
    const [x, y] = position(e);
    if (fingers.has(e.pointerId))
        fingers.set(e.pointerId, [x, y]);
    if (drag !== null && drag.spread > 0 && fingers.size === 2) {
        const [now, middle] = spread();
        zoom(now / drag.spread, middle);
        drag.spread = now;
        return;
    }
    if (drag !== null) {
        if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < 4)
            return;
        drag.moved = true;
        canvas.className = 'dragged';
        const by = (drag.x - x) / plotWidth() * (drag.to - drag.from);
        setWindow(drag.from + by, drag.to + by);
        setScroll(drag.scroll + drag.y - y);
        return;
    }
    const over = eventAt(x, y);
    canvas.className = over >= 0 ? 'over' : '';
    if (over !== choice.hover) {
        choice.hover = over;
        show();
    }
});
function release(e) {
    const pressed = drag !== null && !drag.moved && e.type === 'pointerup';
    fingers.delete(e.pointerId);
    drag = null;
    canvas.className = '';
    if (!pressed)
        return;
    const i = eventAt(...position(e));
    if (i >= 0)
        press(i);
    else if (choice.pinned >= 0)
        unpin();
}
canvas.addEventListener('pointerup', release);
canvas.addEventListener('pointercancel', release);
canvas.addEventListener('pointerleave', () => {
    if (choice.hover >= 0 && drag === null) {
        choice.hover = -1;
        show();
    }
});
canvas.addEventListener('wheel', (e) => {
    e.preventDefault();
    const [x, y] = position(e);
    const turn = Math.max(-200, Math.min(200, e.deltaY || e.deltaX));
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
        const by = (e.deltaX || e.deltaY) / plotWidth() * (view.to - view.from);
        setWindow(view.from + by, view.to + by);
    } else if (e.ctrlKey || e.altKey) {
        const row = (y - margin.top + view.scroll) / view.rowHeight;
        view.rowHeight = Math.max(least.rowHeight, Math.min(most.rowHeight, view.rowHeight * Math.exp(-turn / 400)));
        setScroll(row * view.rowHeight - y + margin.top);
    } else {
        zoom(Math.exp(-turn / 300), x);
    }
}, {passive: false});

/* ---- the keyboard ---- */

const keys = {
    ArrowLeft: (e) => e.shiftKey ? stepOnProcess(-1) : step(-1),
    ArrowRight: (e) => e.shiftKey ? stepOnProcess(1) : step(1),
    ArrowUp: () => stepAcross(-1),
    ArrowDown: () => stepAcross(1),
    Home: () => moveTo(stepList[0]),
    End: () => moveTo(stepList[stepList.length - 1]),
    PageUp: () => setScroll(view.scroll - 0.8 * plotHeight()),
    PageDown: () => setScroll(view.scroll + 0.8 * plotHeight()),
    Enter: () => choice.cursor >= 0 && press(choice.cursor),
    Escape: unpin,
    ' ': play,
    m: followMessage, M: followMessage,
    '+': () => zoomButton(1.5), '=': () => zoomButton(1.5),
    '-': () => zoomButton(1 / 1.5), '−': () => zoomButton(1 / 1.5),
    0: seeAll,
};
canvas.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !Object.hasOwn(keys, e.key))
        return;
    e.preventDefault();
    if (e.key !== ' ' && playing !== 0)
        stop();
    keys[e.key](e);
});
/* With the keyboard, one is somewhere at once. */
canvas.addEventListener('focus', () => {
    if (canvas.matches(':focus-visible') && choice.cursor < 0 && stepList.length > 0)
        moveTo(choice.pinned >= 0 ? choice.pinned : stepList[0]);
});

/* ---- filters ---- */

function filtersChanged() {
    stepList = shownEvents();
    canvas.dataset.shown = stepList.length;
    show();
    remember();
}
function setHidden(keysHidden) {
    view.hidden = new Set(keysHidden);
    for (const checkbox of document.querySelectorAll('#legend input'))
        checkbox.checked = !view.hidden.has(checkbox.value);
    filtersChanged();
}
/* Of more processes, and of a sample, those to which nothing happens have no line. */
const mostIdleRows = 1000;
/* "0-9 12,14": the processes of these numbers; none of them, or "": all. */
function setRows(text) {
    const wanted = new Set();
    for (const part of text.split(/[\s,;]+/)) {
        const range = part.match(/^(\d+)(?:\s*[-–]\s*(\d+))?$/);
        if (range === null)
            continue;
        const low = Number(range[1]), high = Math.min(Number(range[2] || range[1]), run.processes - 1);
        for (let process = low; process <= high; process++)
            wanted.add(process);
    }
    view.rows = [];
    for (let process = 0; process < run.processes; process++)
        if (wanted.size > 0 ? wanted.has(process) : (!run.sampled && run.processes <= mostIdleRows) || order.first[process] >= 0)
            view.rows.push(process);
    view.rowOf.fill(-1);
    view.rows.forEach((process, row) => { view.rowOf[process] = row; });
    byId('rows').value = wanted.size > 0 ? text : '';
    fitRows();
    filtersChanged();
}
function setAxis(axis) {
    const centre = lit.of;
    const span = (view.to - view.from) / (wholeWindow()[1] - wholeWindow()[0]);
    view.axis = axis;
    canvas.dataset.axis = axis;
    for (const radio of document.querySelectorAll('#axes input'))
        radio.checked = radio.value === axis;
    const [low, high] = wholeWindow();
    const wide = Math.min(1, span) * (high - low);
    if (centre >= 0 && span < 0.99)
        setWindow(lays[axis].base[centre] - wide / 2, lays[axis].base[centre] + wide / 2);
    else
        setWindow(low, high);
}
function setTheme(theme) {
    byId('theme').value = theme;
    document.documentElement.dataset.theme = theme;
    recolour();
}
function recolour() {
    readColours();
    swatches.forEach((paint) => paint());
    fillBox();
    redraw();
}

/* ---- legend ---- */

function legendItem(picture, text, key) {
    swatches.push(picture.paint);
    const item = element('li');
    if (key === undefined) {
        item.append(picture.made, element('span', text));
        return item;
    }
    const label = element('label'), checkbox = element('input', null, {type: 'checkbox', value: key});
    checkbox.checked = true;
    checkbox.addEventListener('change', () => {
        if (checkbox.checked)
            view.hidden.delete(key);
        else
            view.hidden.add(key);
        filtersChanged();
    });
    label.append(checkbox, picture.made, element('span', text));
    item.append(label);
    return item;
}
function legendGroup(title, items) {
    if (items.length === 0)
        return;
    const list = element('ul');
    list.append(...items);
    byId('legend').append(element('h3', title), list);
}
function shapeSwatch(what) {
    return swatch((c, w, h) => drawShape(c, what, w / 2, h / 2, 5, shapeColour(what)));
}
function fillLegend() {
    byId('legend').append(element('h2', words.legend));
    const top = element('ul');
    top.append(legendItem(lineSwatch(pastLook), words.pastLegend), legendItem(lineSwatch(futureLook), words.futureLegend),
               legendItem(lineSwatch(() => ({colour: colours.path, thick: 5, dash: [], head: false})), words.pathLegend));
    byId('legend').append(top);
    const here = new Set(filterKey);
    const kinds = messageKinds.map((kind, k) => !here.has('message:' + kind) ? null : legendItem(lineSwatch(() => ({colour: kindColour(k), thick: 1.8, dash: kindDash(k), head: true})),
                                                           run.controls.includes(kind) ? `${kind} (${words.control})` : kind, 'message:' + kind)).filter((item) => item !== null);
    if (kinds.length > 0)
        kinds.push(legendItem(shapeSwatch('send'), words.sends), legendItem(shapeSwatch('receive'), words.receives));
    legendGroup(words.messages, kinds);
    legendGroup(words.outputs, outputKinds.map((kind) => legendItem(shapeSwatch('output'), french ? `${outputWords(kind)} (${kind})` : `${kind}: ${outputWords(kind)}`, 'output:' + kind)));
    legendGroup(words.others, otherKinds.map((what) => legendItem(shapeSwatch(what), happeningMeanings[what] || what, 'event:' + what)));
    if (violation >= 0)
        legendGroup(words.verdict, [legendItem(swatch((c, w, h) => drawViolation(c, w / 2, h / 2, 5)), words.violation)]);
    const whats = ['critical', 'waiting', 'blocked', 'crashed', 'suspended'].filter((what) => bars.some((bar) => bar.what === what));
    const barItems = whats.map((what) => legendItem(swatch((c, w, h) => drawBar(c, what, 2, w - 2, h / 2, 14)), words[what]));
    if (rollbacks.length > 0)
        barItems.push(legendItem(lineSwatch(() => ({colour: colours.fault, thick: 2, dash: [], head: true})), words.rollback));
    legendGroup(words.bars, barItems);
    const cuts = [true, false, null].map((verdict) => run.cuts.find((cut) => cut.consistent === verdict)).filter((cut) => cut !== undefined);
    legendGroup(words.cuts, cuts.map((cut) => legendItem(swatch((c, w, h) => {
        c.strokeStyle = cutColour(cut);
        c.lineWidth = 2.5;
        c.setLineDash(cutDash(cut));
        c.beginPath(); c.moveTo(2, h / 2); c.lineTo(w - 2, h / 2); c.stroke();
    }), cutWords(cut))));
}

/* ---- the address ---- */

function placeOf(number) {
    return events.number.findIndex((n) => String(n) === String(number).trim());
}
function writeAddress() {
    const parts = [];
    const add = (name, value) => parts.push(`${name}=${value}`);
    if (choice.pinned >= 0)
        add('event', events.number[choice.pinned]);
    if (choice.pinned >= 0 && choice.other >= 0)
        add('with', events.number[choice.other]);
    if (choice.pinned < 0 && choice.cursor >= 0)
        add('at', events.number[choice.cursor]);
    add('axis', view.axis);
    if (view.hidden.size > 0)
        add('hide', [...view.hidden].map(encodeURIComponent).join(','));
    const [low, high] = wholeWindow();
    if (Math.abs(view.from - low) + Math.abs(view.to - high) > 1e-6 * (high - low)) {
        add('from', view.from.toPrecision(9));
        add('to', view.to.toPrecision(9));
    }
    if (byId('rows').value !== '')
        add('processes', encodeURIComponent(byId('rows').value));
    if (view.upto)
        add('upto', 1);
    if (byId('theme').value !== 'auto')
        add('theme', byId('theme').value);
    try {
        history.replaceState(null, '', '#' + parts.join('&'));
    } catch {
        // A browser that keeps the address of a file as it is: only the link to this state is missing.
    }
}
/* What stands in an address, also one that somebody has mistyped. */
function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
/* "token" hides what has that name; "message:token" the messages only. */
function hiddenKeys(text) {
    const all = [...messageKinds.map((k) => 'message:' + k), ...outputKinds.map((k) => 'output:' + k), ...otherKinds.map((k) => 'event:' + k)];
    const wanted = text.split(',').map(decoded);
    return all.filter((key) => wanted.includes(key) || wanted.includes(key.slice(key.indexOf(':') + 1)));
}
/* The window that the figure asks for, in the unit of the axis: its bounds are seconds. */
function firstWindow() {
    if (run.first.from === null && run.first.to === null)
        return [NaN, NaN];
    const low = run.first.from ?? lays.time.low, high = run.first.to ?? lays.time.high;
    let first = Infinity, last = -Infinity;
    for (let i = 0; i < eventCount; i++)
        if (events.time[i] >= low && events.time[i] <= high) {
            first = Math.min(first, lays[view.axis].base[i]);
            last = Math.max(last, lays[view.axis].base[i]);
        }
    const edge = 0.04 * (last - first);
    return [first - edge, last + edge];
}
function readAddress() {
    const given = {};
    for (const part of location.hash.slice(1).split('&')) {
        const at = part.indexOf('=');
        if (at > 0)
            given[part.slice(0, at)] = part.slice(at + 1);
    }
    const asked = Object.keys(given).length > 0;
    const axis = given.axis || (asked ? 'time' : run.first.axis);
    view.upto = given.upto === '1';
    byId('upto').checked = view.upto;
    setTheme(['light', 'dark'].includes(given.theme) ? given.theme : 'auto');
    setRows(decoded(given.processes || (asked ? '' : run.first.processes)));
    view.axis = axis === 'logical' ? 'logical' : 'time';
    setAxis(view.axis);
    const wanted = asked ? [Number(given.from), Number(given.to)] : firstWindow();
    const windowGiven = wanted[0] < wanted[1];
    setWindow(...(windowGiven ? wanted : wholeWindow()));
    const event = given.event || (!asked && run.first.event !== 0 ? run.first.event : '');
    choice.pinned = event === '' ? -1 : placeOf(event);
    choice.other = given.with && choice.pinned >= 0 ? placeOf(given.with) : -1;
    choice.cursor = given.at ? placeOf(given.at) : choice.pinned;
    setHidden(hiddenKeys(given.hide || ''));
    if (choice.cursor >= 0 && !windowGiven)
        bring(choice.cursor);
    if (event !== '' && choice.pinned < 0)
        box.prepend(element('p', words.noEvent(event)));
}

/* ---- beginning ---- */

function name(id, text, title) {
    const target = byId(id);
    if (text !== null)
        target.textContent = text;
    if (title !== undefined) {
        target.title = title;
        target.setAttribute('aria-label', title);
    }
}
function nameAll() {
    name('title', run.title);
    name('subtitle', run.subtitle);
    const remarks = [];
    if (run.total > eventCount)
        remarks.push(run.begin === 0 ? words.prefix(eventCount, run.total)
            : words.part(eventCount, run.total, events.number[0], events.number[eventCount - 1]));
    if (run.violation !== 0 && violation < 0)
        remarks.push(words.violationAway(count(run.violation)));
    if (run.sampled)
        remarks.push(words.sampled);
    if (run.cutsLeftOut > 0)
        remarks.push(words.cutsLeftOut(run.cutsLeftOut));
    name('remark', remarks.join(' '));
    byId('remark').hidden = remarks.length === 0;
    for (const id of ['first', 'previous', 'play', 'next', 'last', 'closer', 'farther'])
        name(id, null, words[id]);
    name('whole', words.whole, words.wholeTitle);
    name('axis-name', words.axis);
    name('axis-time', words.axisTime);
    name('axis-logical', words.axisLogical);
    name('upto-name', words.upto);
    name('search-name', words.search);
    name('rows-name', words.rows);
    name('theme-name', words.theme);
    name('scrub-name', words.scrub);
    byId('rows').placeholder = `0-${Math.max(0, run.processes - 1)}`;
    [...byId('theme').options].forEach((option, k) => { option.textContent = words.themes[k]; });
    canvas.setAttribute('aria-label', `${words.picture}. ${run.title}`);
    canvas.setAttribute('aria-roledescription', words.role);
    canvas.setAttribute('aria-describedby', 'box');
    byId('tools').setAttribute('aria-label', words.picture);
    byId('help').firstElementChild.textContent = words.help;
    for (const [key, meaning] of words.keys)
        byId('help').lastElementChild.append(element('dt', key), element('dd', meaning));
}
function find() {
    const number = byId('search').value, i = placeOf(number);
    if (number.trim() === '')
        return;
    if (i < 0) {
        box.prepend(element('p', words.noEvent(number)));
        return;
    }
    choice.pinned = i;
    moveTo(i);
}

byId('first').addEventListener('click', () => keys.Home());
byId('previous').addEventListener('click', () => step(-1));
byId('play').addEventListener('click', play);
byId('next').addEventListener('click', () => step(1));
byId('last').addEventListener('click', () => keys.End());
byId('closer').addEventListener('click', () => zoomButton(1.5));
byId('farther').addEventListener('click', () => zoomButton(1 / 1.5));
byId('whole').addEventListener('click', seeAll);
byId('tools').addEventListener('submit', (e) => e.preventDefault());
byId('search').addEventListener('change', find);
byId('rows').addEventListener('change', () => setRows(byId('rows').value));
byId('upto').addEventListener('change', () => {
    view.upto = byId('upto').checked;
    if (view.upto && choice.cursor < 0)
        step(1);
    show();
    remember();
});
byId('axes').addEventListener('change', (e) => setAxis(e.target.value));
byId('theme').addEventListener('change', () => {
    setTheme(byId('theme').value);
    remember();
});
byId('scrub').addEventListener('input', () => moveTo(stepList[Number(byId('scrub').value)]));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
addEventListener('hashchange', readAddress);

function measure() {
    const frame = byId('frame').getBoundingClientRect();
    const fitted = Math.abs(view.rowHeight * view.rows.length - plotHeight()) < 1 || view.height === 0;
    view.width = Math.max(200, frame.width);
    view.height = Math.max(150, frame.height);
    if (fitted)
        fitRows();
    setScroll(view.scroll);
}
new ResizeObserver(measure).observe(byId('frame'));

/* On paper: black on white, and fine enough for a printer. */
const paper = {width: 1050, height: 430, ratio: 3};
let screenTheme = 'auto';
addEventListener('beforeprint', () => {
    screenTheme = byId('theme').value;
    document.documentElement.dataset.theme = 'light';
    readColours();
    swatches.forEach((paint) => paint());
    fillBox();
    view.width = paper.width;
    view.height = paper.height;
    fitRows();
    drawPicture(paper.ratio);
});
addEventListener('afterprint', () => {
    document.documentElement.dataset.theme = screenTheme;
    recolour();
    measure();
    fitRows();
});

readColours();
nameAll();
fillLegend();
measure();
readAddress();
drawPicture();
