/* words.c: see words.h. */
#include "causality/words.h"

#include <inttypes.h>
#include <stdio.h>

enum { VALUE_SIZE = 24, KIND_SIZE = 160 }; /* more of a kind is cut */

void words_of_event(const struct happening *event, char *text, size_t size)
{
    char value[VALUE_SIZE] = "", kind[KIND_SIZE];
    uint32_t process = event->process, peer = event->peer;
    if (event->has_value)
        snprintf(value, sizeof value, " %" PRId64, event->value);
    snprintf(kind, sizeof kind, "%s", event->kind);
    for (char *c = kind; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    switch (event->event) {
    case HAPPENING_START:
        snprintf(text, size, "process %" PRIu32 " starts", process);
        break;
    case HAPPENING_SEND:
        snprintf(text, size, "process %" PRIu32 " sends %s to %" PRIu32, process, kind, peer);
        break;
    case HAPPENING_RECEIVE:
        snprintf(text, size, "process %" PRIu32 " receives %s from %" PRIu32, process, kind, peer);
        break;
    case HAPPENING_TIMEOUT:
        snprintf(text, size, "timer %s of process %" PRIu32 " goes off", kind, process);
        break;
    case HAPPENING_OUTPUT:
        snprintf(text, size, "process %" PRIu32 " announces %s%s", process, kind, value);
        break;
    case HAPPENING_STATE:
        snprintf(text, size, "process %" PRIu32 " sets %s to%s", process, kind, value);
        break;
    case HAPPENING_MOVE:
        snprintf(text, size, "process %" PRIu32 " applies rule %s", process, kind);
        break;
    case HAPPENING_FAULT:
    case HAPPENING_FAULT_END: {
        const char *what = event->event == HAPPENING_FAULT ? "strikes" : "is over";
        if (process == HISTORY_NO_PROCESS)
            snprintf(text, size, "fault %s of channels %s", kind, what);
        else
            snprintf(text, size, "fault %s of process %" PRIu32 " %s", kind, process, what);
        break;
    }
    case HAPPENING_LOSS:
        snprintf(text, size, "%s from %" PRIu32 " to %" PRIu32 " is lost", kind, peer, process);
        break;
    case HAPPENING_DUPLICATE:
        snprintf(text, size, "%s from %" PRIu32 " to %" PRIu32 " is doubled", kind, process, peer);
        break;
    case HAPPENING_WORK:
        snprintf(text, size, "process %" PRIu32 " begins work: %s%s", process, kind, value);
        break;
    case HAPPENING_WORKED:
        snprintf(text, size, "process %" PRIu32 " ends work: %s%s", process, kind, value);
        break;
    case HAPPENING_GIVEN_UP:
        snprintf(text, size, "process %" PRIu32 " gives up work: %s%s", process, kind, value);
        break;
    case HAPPENING_KINDS:
        snprintf(text, size, "?");
    }
}
