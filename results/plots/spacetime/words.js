/* words.js: the run, and what the page says of it in English and French. */
'use strict';

const run = JSON.parse(document.getElementById('run').textContent);
const french = run.language === 'fr';
const events = run.columns;

const numberFormat = new Intl.NumberFormat(french ? 'fr' : 'en', {maximumSignificantDigits: 15});
function count(n) {
    return typeof n === 'string' ? n : numberFormat.format(n);
}

const timeUnits = [[86400, french ? 'j' : 'd'], [3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];
/* The unit in which a duration reads well: [seconds, name]. */
function unitFor(seconds) {
    const size = Math.abs(seconds);
    for (const unit of timeUnits)
        if (size >= unit[0] * (unit[0] > 1 ? 2 : 0.9999999))
            return unit;
    return size === 0 ? timeUnits[3] : timeUnits[timeUnits.length - 1];
}
function duration(seconds, digits = 4) {
    if (seconds === null)
        return '?';
    const [size, name] = unitFor(seconds);
    const format = new Intl.NumberFormat(french ? 'fr' : 'en', {maximumSignificantDigits: digits});
    return `${format.format(seconds / size)}\u00a0${name}`;
}
function bytes(n) {
    return `${count(n)}\u00a0${french ? (n === 1 ? 'octet' : 'octets') : n === 1 ? 'byte' : 'bytes'}`;
}
function plural(n, one, several) {
    return `${count(n)}\u00a0${n === 1 || (french && n === 0) ? one : several}`;
}

/* ---- what an event is ---- */

function happening(i) {
    return run.happenings[events.event[i]];
}
function kindOf(i) {
    return events.kind[i] < 0 ? '' : run.kinds[events.kind[i]];
}
function processName(process) {
    return process < 0 ? (french ? 'le système' : 'the system') : (french ? 'le processus ' : 'process ') + process;
}
function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
function quoted(text) {
    return french ? `«\u00a0${text}\u00a0»` : `“${text}”`;
}

const happeningWords = french ? {
    start: 'départ', send: 'envoi', receive: 'réception', timeout: 'expiration', output: 'annonce', state: 'état', move: 'règle',
    fault: 'faute', 'fault-end': 'fin de faute', loss: 'perte', duplicate: 'duplication', work: 'travail commencé',
    worked: 'travail fini', 'given-up': 'travail abandonné',
} : {
    start: 'start', send: 'send', receive: 'receive', timeout: 'timeout', output: 'output', state: 'state', move: 'rule',
    fault: 'fault', 'fault-end': 'end of fault', loss: 'loss', duplicate: 'duplicate', work: 'work begun',
    worked: 'work done', 'given-up': 'work given up',
};
const happeningMeanings = french ? {
    start: 'commence', timeout: 'un temporisateur expire', state: 'une variable change', move: 'une règle est appliquée',
    fault: 'une faute frappe', 'fault-end': 'une faute cesse', loss: 'un message se perd', duplicate: 'un message est doublé',
    work: 'commence un travail', worked: 'a fini un travail', 'given-up': 'abandonne un travail',
} : {
    start: 'starts', timeout: 'a timer expires', state: 'a variable changes', move: 'a rule is applied',
    fault: 'a fault strikes', 'fault-end': 'a fault is over', loss: 'a message is lost', duplicate: 'a message is doubled',
    work: 'begins a piece of work', worked: 'has done a piece of work', 'given-up': 'gives up a piece of work',
};

function outputWords(name) {
    return run.outputs[name] || name;
}
function faultWords(name) {
    return run.faults[name] || name;
}

/* ---- what logical clocks show ---- */

/* A vector, "2 0 1", or a matrix, "2 0; 1 1", is a text; so is a whole number that a double cannot hold, but without spaces. */
function isClock(value) {
    return typeof value === 'string' && value.includes(' ');
}
function valueWords(i) {
    const value = events.value[i];
    return value === null ? '' : isClock(value) ? `(${value})` : count(value);
}
/* The same beside an event: of a matrix the own row, and of more entries than this the own one. */
const mostEntriesBeside = 8;
function clockLabel(i) {
    const value = events.value[i];
    if (!isClock(value))
        return valueWords(i);
    const rows = value.split(';').map((row) => row.trim());
    const row = rows.length === 1 ? rows[0] : rows[0] === '…' ? rows[1] : rows[events.process[i]];
    const entries = row.split(' ');
    return entries[0] === '…' ? entries[1] : entries.length > mostEntriesBeside ? entries[events.process[i]] : `(${row})`;
}
const showsClock = (i) => happening(i) === 'output' && kindOf(i) === 'stamp';
/* Where the clock shows what it shows at an event: the clock counts what begins a handler right after it, what the handler then does
 * before. -1: nowhere. */
function clockAt(i) {
    const begins = (k) => !['output', 'send', 'state'].includes(happening(k));
    if (begins(i))
        for (let k = order.after[i]; k >= 0 && !begins(k) && events.time[k] === events.time[i]; k = order.after[k])
            if (showsClock(k))
                return k;
    let at = i;
    while (at >= 0 && !showsClock(at))
        at = order.before[at];
    return at;
}

/* ---- sentences ---- */

function valueText(i) {
    return events.value[i] === null ? '' : `${french ? '\u00a0' : ''}: ${valueWords(i)}`;
}

function sendSentence(i) {
    const receives = order.receives.get(i) || [];
    const kind = quoted(kindOf(i)), to = processName(events.peer[i]), size = bytes(events.bytes[i]);
    let text = french ? `envoie ${kind} (${size}) ${events.peer[i] < 0 ? 'à quelqu’un' : 'au processus ' + events.peer[i]}`
                      : `sends ${kind} (${size}) to ${events.peer[i] < 0 ? 'somebody' : to}`;
    if (receives.length > 0) {
        const list = receives.map((r) => eventName(r)).join(', ');
        const after = duration(events.time[receives[0]] - events.time[i]);
        text += french ? `, reçu (${list}) ${after} après` : `, received (${list}) ${after} later`;
    } else if (lossOf.has(i)) {
        text += french ? `, perdu (${eventName(lossOf.get(i))})` : `, lost (${eventName(lossOf.get(i))})`;
    } else {
        text += french ? ', dont la réception n’est pas dans cette page' : ', whose receive is not in this page';
    }
    return text;
}
function receiveSentence(i) {
    const kind = quoted(kindOf(i)), from = events.peer[i], send = order.sent[i];
    const sent = send < 0 ? (run.begin === 0 ? '' : words.sentBefore) : french ? ` (envoyé\u00a0: ${eventName(send)}, ${duration(events.time[i] - events.time[send])} plus tôt)`
                                        : ` (sent: ${eventName(send)}, ${duration(events.time[i] - events.time[send])} before)`;
    return french ? `reçoit ${kind} ${from < 0 ? '' : 'du processus ' + from}${sent}`
                  : `receives ${kind} ${from < 0 ? '' : 'from ' + processName(from)}${sent}`;
}
function eventSentence(i) {
    const kind = kindOf(i), value = valueText(i), name = quoted(kind), peer = events.peer[i];
    switch (happening(i)) {
    case 'start': return french ? 'commence' : 'starts';
    case 'send': return sendSentence(i);
    case 'receive': return receiveSentence(i);
    case 'timeout': return french ? `\u00a0: le temporisateur ${name} expire` : `: the timer ${name} expires`;
    case 'output': return `${outputWords(kind)} (${kind})${value}`;
    case 'state': return french ? `\u00a0: la variable ${name} vaut ${count(events.value[i])}` : `: the variable ${name} is ${count(events.value[i])}`;
    case 'move': return french ? `applique la règle ${name}` : `applies the rule ${name}`;
    case 'fault': return french ? `\u00a0: une faute frappe (${faultWords(kind)})` : `: a fault strikes (${faultWords(kind)})`;
    case 'fault-end': return french ? `\u00a0: une faute cesse (${faultWords(kind)})` : `: a fault is over (${faultWords(kind)})`;
    case 'loss': return french ? `\u00a0: ${name}${peer < 0 ? '' : ' du processus ' + peer} se perd avant d’y arriver`
                               : `: ${name}${peer < 0 ? '' : ' from ' + processName(peer)} is lost on its way there`;
    case 'duplicate': return french ? `\u00a0: le message ${name}${peer < 0 ? '' : ' au processus ' + peer} est doublé`
                                    : `: the message ${name}${peer < 0 ? '' : ' to ' + processName(peer)} is doubled`;
    case 'work': return (french ? `commence un travail ${name}` : `begins work ${name}`) + value;
    case 'worked': return (french ? `a fini un travail ${name}` : `has done work ${name}`) + value;
    case 'given-up': return (french ? `abandonne un travail ${name}` : `gives up work ${name}`) + value;
    default: return `${happening(i)} ${kind}${value}`;
    }
}
function fullSentence(i) {
    const rest = eventSentence(i), who = capital(processName(events.process[i]));
    return `${who}${/^[\u00a0:]/.test(rest) ? '' : ' '}${rest}.`;
}
function eventName(i) {
    return (french ? 'événement ' : 'event ') + events.number[i];
}

const words = french ? {
    past: 'avant', future: 'après', concurrent: 'concurrents', chosen: 'événement choisi',
    pastLegend: 'passé causal de l’événement choisi (trait plein)', futureLegend: 'son futur causal (tireté)',
    pathLegend: 'chemin d’un événement à l’autre',
    time: 'date', scalar: 'estampille de Lamport', vector: 'estampille vectorielle', clock: 'horloge de l’algorithme',
    verdict: 'Verdict', violation: 'viole la spécification', violationHere: 'Ici la spécification est violée.', toViolation: 'violation',
    violationAway: (n) => `L’événement ${n}, qui viole la spécification, n’est pas dans cette page.`, sentBefore: ' (envoyé avant le début de cette page)',
    nothing: 'Passez sur un événement, ou choisissez-en un au clavier\u00a0: son passé et son futur causals s’éclairent.',
    whatIsHere: (processes, n, messages) => `${plural(n, 'événement', 'événements')} de ${count(processes)}\u00a0processus, ${plural(messages, 'message', 'messages')}.`,
    pinned: 'épinglé', pin: 'épingler', unpin: 'détacher', none: 'aucun',
    outside: 'N’est l’événement d’aucun processus\u00a0: il n’est ni avant ni après aucun autre.',
    before: (a, b) => `L’${a} a eu lieu avant l’${b}`, after: (a, b) => `L’${a} a eu lieu après l’${b}`,
    parallel: (a, b) => `L’${a} et l’${b} sont concurrents\u00a0: aucun chemin de messages ne mène de l’un à l’autre.`,
    unrelated: (a, b) => `L’${a} et l’${b} ne se comparent pas\u00a0: l’un d’eux n’est l’événement d’aucun processus.`,
    chain: (n) => n === 0 ? '\u00a0: sur le même processus.' : `\u00a0: ${plural(n, 'message y mène', 'messages y mènent')}.`,
    clickAnother: 'Un clic sur un autre événement dit comment les deux se situent.',
    previousHere: 'précédent du processus', nextHere: 'suivant du processus', itsSend: 'son envoi', itsReceive: 'sa réception',
    prefix: (shown, total) => `Cette page contient les ${count(shown)} premiers événements sur ${count(total)}. Les futurs sont ce qu’elle en contient.`,
    part: (shown, total, first, last) => `Cette page contient ${count(shown)} événements sur ${count(total)}\u00a0: de l’événement ${count(first)} à l’événement ${count(last)}. Les passés et les futurs sont ce qu’elle en contient.`,
    sampled: 'La trace ne porte que sur certains processus\u00a0: les passés et les futurs sont incomplets.',
    cutsLeftOut: (n) => `${plural(n, 'coupure n’est pas dessinée', 'coupures ne sont pas dessinées')}.`,
    noEvent: (n) => `Il n’y a pas d’événement ${n} dans cette page.`,
    legend: 'Légende et filtres', messages: 'Messages', outputs: 'Annonces', others: 'Autres événements', bars: 'Barres', cuts: 'Coupures',
    sends: 'envoi', receives: 'réception',
    critical: 'en section critique', waiting: 'attend la section critique', blocked: 'bloqué', crashed: 'en panne', suspended: 'suspendu',
    consistent: 'coupure cohérente', inconsistent: 'coupure incohérente', unknown: 'coupure inachevée', control: 'du protocole',
    origins: {snapshot: (n) => `instantané ${n}`, recovery: (n) => `ligne de reprise ${n}`, wished: () => 'coupure'},
    rollback: 'retour à un point de reprise',
    whole: 'Tout', upto: 'Jusqu’à l’événement seulement', search: 'Événement n°', rows: 'Processus', theme: 'Thème', themes: ['auto', 'clair', 'sombre'],
    axis: 'Axe', axisTime: 'temps', axisLogical: 'logique', axisTimeLabel: 'temps simulé', axisLogicalLabel: 'estampille de Lamport',
    first: 'Premier événement (Origine)', previous: 'Événement précédent (←)', play: 'Avancer tout seul (espace)', next: 'Événement suivant (→)',
    last: 'Dernier événement (Fin)', closer: 'Agrandir (+)', farther: 'Réduire (−)', wholeTitle: 'Voir toute l’exécution (0)',
    scrub: 'Événement, dans l’ordre de l’exécution', picture: 'Diagramme espace-temps', role: 'diagramme espace-temps',
    help: 'Clavier et souris',
    keys: [['← →', 'événement précédent, suivant'], ['Maj ← →', 'le même, du même processus'], ['↑ ↓', 'événement voisin du processus au-dessus, au-dessous'],
        ['M', 'suivre le message'], ['Origine, Fin', 'premier, dernier événement'], ['espace', 'avancer tout seul, arrêter'],
        ['Entrée, clic', 'épingler, puis comparer'], ['Échap', 'détacher'], ['+ − molette', 'agrandir, réduire'], ['Ctrl molette', 'hauteur des lignes'],
        ['glisser', 'déplacer'], ['Maj molette', 'déplacer dans le temps'], ['Page ↑ ↓', 'déplacer les processus'], ['0', 'tout voir']],
} : {
    past: 'before', future: 'after', concurrent: 'concurrent', chosen: 'chosen event',
    pastLegend: 'causal past of the chosen event (solid)', futureLegend: 'its causal future (dashed)',
    pathLegend: 'path from one event to the other',
    time: 'time', scalar: 'Lamport stamp', vector: 'vector stamp', clock: 'the algorithm’s clock',
    verdict: 'Verdict', violation: 'violates the specification', violationHere: 'Here the specification is violated.', toViolation: 'violation',
    violationAway: (n) => `Event ${n}, which violates the specification, is not in this page.`, sentBefore: ' (sent before this page begins)',
    nothing: 'Point at an event, or choose one with the keyboard: its causal past and future light up.',
    whatIsHere: (processes, n, messages) => `${plural(n, 'event', 'events')} of ${plural(processes, 'process', 'processes')}, ${plural(messages, 'message', 'messages')}.`,
    pinned: 'pinned', pin: 'pin', unpin: 'unpin', none: 'none',
    outside: 'It is the event of no process: it is neither before nor after any other.',
    before: (a, b) => `${capital(a)} happened before ${b}`, after: (a, b) => `${capital(a)} happened after ${b}`,
    parallel: (a, b) => `${capital(a)} and ${b} are concurrent: no path of messages leads from one to the other.`,
    unrelated: (a, b) => `${capital(a)} and ${b} cannot be compared: one of them is the event of no process.`,
    chain: (n) => n === 0 ? ': on the same process.' : `: ${plural(n, 'message leads', 'messages lead')} there.`,
    clickAnother: 'A click on another event says how the two stand to each other.',
    previousHere: 'previous of the process', nextHere: 'next of the process', itsSend: 'its send', itsReceive: 'its receive',
    prefix: (shown, total) => `This page has the first ${count(shown)} of ${count(total)} events. Futures are what it has of them.`,
    part: (shown, total, first, last) => `This page has ${count(shown)} of ${count(total)} events: from event ${count(first)} to event ${count(last)}. Pasts and futures are what it has of them.`,
    sampled: 'The trace is of some processes only: pasts and futures are incomplete.',
    cutsLeftOut: (n) => `${plural(n, 'cut is not drawn', 'cuts are not drawn')}.`,
    noEvent: (n) => `There is no event ${n} in this page.`,
    legend: 'Legend and filters', messages: 'Messages', outputs: 'Outputs', others: 'Other events', bars: 'Bars', cuts: 'Cuts',
    sends: 'send', receives: 'receive',
    critical: 'in the critical section', waiting: 'waits for the critical section', blocked: 'blocked', crashed: 'crashed', suspended: 'suspended',
    consistent: 'consistent cut', inconsistent: 'inconsistent cut', unknown: 'unfinished cut', control: 'of the protocol',
    origins: {snapshot: (n) => `snapshot ${n}`, recovery: (n) => `recovery line ${n}`, wished: () => 'cut'},
    rollback: 'back to a checkpoint',
    whole: 'All', upto: 'Only up to the event', search: 'Event no.', rows: 'Processes', theme: 'Theme', themes: ['auto', 'light', 'dark'],
    axis: 'Axis', axisTime: 'time', axisLogical: 'logical', axisTimeLabel: 'simulated time', axisLogicalLabel: 'Lamport stamp',
    first: 'First event (Home)', previous: 'Previous event (←)', play: 'Go on by itself (space)', next: 'Next event (→)',
    last: 'Last event (End)', closer: 'Zoom in (+)', farther: 'Zoom out (−)', wholeTitle: 'See the whole run (0)',
    scrub: 'Event, in the order of the run', picture: 'Space-time diagram', role: 'space-time diagram',
    help: 'Keyboard and mouse',
    keys: [['← →', 'previous, next event'], ['Shift ← →', 'the same, of the same process'], ['↑ ↓', 'the nearest event of the process above, below'],
        ['M', 'follow the message'], ['Home, End', 'first, last event'], ['space', 'go on by itself, stop'],
        ['Enter, click', 'pin, then compare'], ['Esc', 'unpin'], ['+ − wheel', 'zoom'], ['Ctrl wheel', 'height of the lines'],
        ['drag', 'move'], ['Shift wheel', 'move in time'], ['Page ↑ ↓', 'move the processes'], ['0', 'see all']],
};
