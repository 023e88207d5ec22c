/* posts.c: see posts.h. */
#include "algorithms/specifications/posts.h"

#include <string.h>

enum { FIRST_CAPACITY = 8 };

void posts_begin(const struct view *view, uint32_t entries)
{
    struct posts *posts = view->run;
    size_t bytes = sizeof(struct posted_mail) + entries * sizeof(uint32_t);
    posts->stride = (bytes + 7) & ~(size_t)7;
}

uint32_t posts_poster(const struct view *view, int64_t number)
{
    return (uint32_t)((uint64_t)number % view->shape->processes);
}

uint32_t posts_sequence(const struct view *view, int64_t number)
{
    return (uint32_t)((uint64_t)number / view->shape->processes);
}

static struct posted_mail *mail_at(const struct view *view, const struct posted *poster, uint32_t sequence)
{
    const struct posts *posts = view->run;
    return (struct posted_mail *)(void *)(poster->mails + posts->stride * sequence);
}

struct posted_mail *posts_find(const struct view *view, int64_t number)
{
    if (number < 0 || (uint64_t)number / view->shape->processes >= UINT32_MAX)
        return NULL;
    const struct posted *poster = view_process(view, posts_poster(view, number));
    uint32_t sequence = posts_sequence(view, number);
    return sequence < poster->count ? mail_at(view, poster, sequence) : NULL;
}

static struct posted_mail *post(const struct view *view, const struct event *event)
{
    struct posts *posts = view->run;
    struct posted *poster = view_process(view, event->process);
    int64_t expected = (int64_t)event->process + (int64_t)view->shape->processes * poster->count;
    if (event->value != expected) {
        view_violated(view, event,
                      "post: process %u posts mail %" PRId64 "; its next one has the number %" PRId64
                      " (the poster's, plus N times how many it has posted)",
                      event->process, event->value, expected);
        return NULL;
    }
    if (poster->count == poster->capacity) {
        uint32_t capacity = poster->capacity > 0 ? 2 * poster->capacity : FIRST_CAPACITY;
        char *mails = view_allocate(view, posts->stride * capacity);
        if (poster->count > 0)
            memcpy(mails, poster->mails, posts->stride * poster->count);
        poster->mails = mails;
        poster->capacity = capacity;
    }
    struct posted_mail *mail = mail_at(view, poster, poster->count++);
    mail->date = event->time;
    posts->mails++;
    return mail;
}

/* ---- who has delivered what ---- */

static bool has_delivered(const struct posted_mail *mail, uint32_t process)
{
    if (mail->readers != NULL)
        return (mail->readers[process / 64] >> process % 64 & 1) != 0;
    return mail->deliveries > 0 && mail->reader == process;
}

static void note_reader(const struct view *view, struct posted_mail *mail, uint32_t process)
{
    if (mail->deliveries++ == 0) {
        mail->reader = process;
        return;
    }
    if (mail->readers == NULL) {
        mail->readers = view_allocate(view, ((size_t)view->shape->processes + 63) / 64 * sizeof *mail->readers);
        mail->readers[mail->reader / 64] |= UINT64_C(1) << mail->reader % 64;
    }
    mail->readers[process / 64] |= UINT64_C(1) << process % 64;
}

static struct posted_mail *deliver(const struct view *view, const struct event *event)
{
    struct posts *posts = view->run;
    struct posted_mail *mail = posts_find(view, event->value);
    if (mail == NULL) {
        view_violated(view, event, "delivery: process %u delivers mail %" PRId64 ", which nobody has posted",
                      event->process, event->value);
        return NULL;
    }
    if (has_delivered(mail, event->process)) {
        view_violated(view, event, "delivery: process %u delivers mail %" PRId64 " of process %u a second time",
                      event->process, event->value, posts_poster(view, event->value));
        return NULL;
    }
    note_reader(view, mail, event->process);
    posts->deliveries++;
    posts->delay += event->time - mail->date;
    return mail;
}

struct posted_mail *posts_event(const struct view *view, const struct event *event)
{
    struct posts *posts = view->run;
    if (event->kind == EVENT_SEND)
        posts->bytes += event->bytes;
    if (event->kind != EVENT_OUTPUT)
        return NULL;
    if (event->output == OUTPUT_POST)
        return post(view, event);
    return event->output == OUTPUT_DELIVER ? deliver(view, event) : NULL;
}

/* ---- the end ---- */

static bool has_reached(const struct view *view, const struct posted_mail *mail, int64_t number)
{
    uint32_t n = view->shape->processes;
    if (mail->deliveries == 0) {
        view_violated(view, NULL,
                      "delivery: nothing more can happen, and nobody has delivered mail %" PRId64
                      ", which process %u posted at %.6g s",
                      number, posts_poster(view, number), mail->date);
        return false;
    }
    bool is_broadcast = mail->deliveries > 1 || mail->reader == posts_poster(view, number);
    if (!is_broadcast || mail->deliveries == n)
        return true;
    uint32_t missing = 0;
    while (has_delivered(mail, missing))
        missing++;
    view_violated(view, NULL,
                  "delivery: nothing more can happen, and process %u has not delivered mail %" PRId64
                  " of process %u, which %u of %u have delivered",
                  missing, number, posts_poster(view, number), mail->deliveries, n);
    return false;
}

static void check_that_all_arrived(const struct view *view)
{
    uint32_t n = view->shape->processes;
    for (uint32_t process = 0; process < n; process++) {
        const struct posted *poster = view_process(view, process);
        for (uint32_t i = 0; i < poster->count; i++)
            if (!has_reached(view, mail_at(view, poster, i), (int64_t)process + (int64_t)n * i))
                return;
    }
}

void posts_conclude(const struct view *view, enum ending ending)
{
    const struct posts *posts = view->run;
    view_measure(view, POSTS_DELIVERED, (double)posts->deliveries);
    if (posts->deliveries > 0)
        view_measure(view, POSTS_DELIVERY_TIME, posts->delay / (double)posts->deliveries);
    if (posts->mails > 0)
        view_measure(view, POSTS_BYTES_PER_MAIL, (double)posts->bytes / (double)posts->mails);
    if (!view_cut_short(view, ending, "the delivery of all mails"))
        check_that_all_arrived(view);
}
