/* order.js: what happened before what, among the events of the page. An event comes before the next one of its process, a send
 * before the receives of its message, and so on transitively; events of no process are in no relation. Events are named by
 * their places in the order of the run, in which causes come before effects. */
'use strict';

class Order {
    /* columns: those of the page; processes: how many there are. */
    constructor(columns, processes) {
        this.count = columns.number.length;
        this.process = columns.process;
        this.before = new Int32Array(this.count).fill(-1);
        this.after = new Int32Array(this.count).fill(-1);
        this.sent = new Int32Array(this.count).fill(-1);
        this.receives = new Map(); // of a send: the places of its receives
        this.first = new Int32Array(processes).fill(-1); // of each process
        this.ordered = new Uint8Array(this.count);
        this.orderedCount = 0;
        const last = new Int32Array(processes).fill(-1);
        const receive = run.happenings.indexOf('receive');
        for (let i = 0; i < this.count; i++) {
            if (columns.scalar[i] === 0)
                continue;
            const process = columns.process[i];
            this.ordered[i] = 1;
            this.orderedCount++;
            this.before[i] = last[process];
            if (last[process] >= 0)
                this.after[last[process]] = i;
            else
                this.first[process] = i;
            last[process] = i;
            const send = columns.sent[i];
            if (columns.event[i] !== receive || send < 0)
                continue;
            this.sent[i] = send;
            if (!this.receives.has(send))
                this.receives.set(send, []);
            this.receives.get(send).push(i);
        }
    }

    /* mark[place] is 1 for the events before this one and for itself. */
    past(event) {
        const mark = new Uint8Array(this.count);
        mark[event] = 1;
        for (let i = event; i >= 0; i--) {
            if (mark[i] === 0)
                continue;
            if (this.before[i] >= 0)
                mark[this.before[i]] = 1;
            if (this.sent[i] >= 0)
                mark[this.sent[i]] = 1;
        }
        return mark;
    }

    future(event) {
        const mark = new Uint8Array(this.count);
        mark[event] = 1;
        for (let i = event + 1; i < this.count; i++)
            if ((this.before[i] >= 0 && mark[this.before[i]] === 1) || (this.sent[i] >= 0 && mark[this.sent[i]] === 1))
                mark[i] = 1;
        return mark;
    }

    /* How the first stands to the second: same, before, after, concurrent; none: one of them is an event of no process. */
    relate(first, second) {
        if (first === second)
            return 'same';
        if (!this.ordered[first] || !this.ordered[second])
            return 'none';
        if (first < second)
            return this.past(second)[first] ? 'before' : 'concurrent';
        return this.past(first)[second] ? 'after' : 'concurrent';
    }

    /* A path of fewest messages from an event to a later one, and of fewest events among those: places; []: there is none. */
    path(from, to) {
        const messages = new Int32Array(this.count).fill(-1), length = new Int32Array(this.count);
        const by = new Int32Array(this.count).fill(-1);
        messages[from] = 0;
        const consider = (i, cause, more) => {
            if (cause < 0 || messages[cause] < 0)
                return;
            const m = messages[cause] + more, l = length[cause] + 1;
            if (messages[i] < 0 || m < messages[i] || (m === messages[i] && l < length[i])) {
                messages[i] = m;
                length[i] = l;
                by[i] = cause;
            }
        };
        for (let i = from + 1; i <= to; i++) {
            consider(i, this.before[i], 0);
            consider(i, this.sent[i], 1);
        }
        if (messages[to] < 0)
            return [];
        const path = [];
        for (let i = to; i >= 0; i = by[i])
            path.push(i);
        return path.reverse();
    }

    /* The vector stamp, from a past: of each process that has events in it, how many. */
    vector(past) {
        const counts = new Map();
        for (let i = 0; i < this.count; i++)
            if (past[i] && this.ordered[i])
                counts.set(this.process[i], (counts.get(this.process[i]) || 0) + 1);
        return counts;
    }
}
