/* activity.c: see activity.h. */
#include "observe/activity.h"

#include <string.h>

static const struct {
    const char *name;
    const char *title[LANGUAGES];
} activities[ACTIVITY_KINDS] = {
#define ACTIVITY_TEXTS(id, name, english, french)                                                                      \
    [ACTIVITY_##id] = {name, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
    ACTIVITIES(ACTIVITY_TEXTS)
#undef ACTIVITY_TEXTS
};

const char *activity_name(enum activity activity)
{
    return activities[activity].name;
}

const char *activity_title(enum activity activity, enum language language)
{
    return activities[activity].title[language];
}

enum activity activity_stacked(size_t place)
{
    static const enum activity stacked[] = {ACTIVITY_COMPUTE,  ACTIVITY_SEND,     ACTIVITY_RECEIVE, ACTIVITY_COLLECTIVE,
                                            ACTIVITY_TRANSFER, ACTIVITY_IO,       ACTIVITY_BOOT,    ACTIVITY_MERGE,
                                            ACTIVITY_FAILED,   ACTIVITY_GIVEN_UP, ACTIVITY_WAIT};
    _Static_assert(sizeof stacked / sizeof stacked[0] == ACTIVITY_KINDS, "each activity has its place");
    return stacked[place];
}

const char *activity_name_at(size_t index, const void *unused)
{
    (void)unused;
    return index < ACTIVITY_KINDS ? activities[index].name : NULL;
}

bool activity_find(const char *name, enum activity *activity, struct error *err)
{
    for (size_t i = 0; i < ACTIVITY_KINDS; i++)
        if (strcmp(activities[i].name, name) == 0) {
            *activity = (enum activity)i;
            return true;
        }
    const char *near = nearest_name(name, activity_name_at, NULL);
    return error_set(err, ERROR_INPUT, NULL, 0, "no activity \"%.40s\"%s%s%s", name,
                     near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* ---- writing ---- */

bool activity_create(const char *path, struct csv_writer **out, struct error *err)
{
    static const char *const columns[] = {"lane", "begin", "end", "activity", "detail"};
    if (!csv_create(path, out, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(*out, columns[i]);
    csv_end_row(*out);
    return true;
}

void activity_add(struct csv_writer *table, const char *lane, double begin, double end, enum activity activity,
                  const char *detail)
{
    if (end <= begin)
        return;
    csv_add_text(table, lane);
    csv_add_number(table, begin);
    csv_add_number(table, end);
    csv_add_text(table, activity_name(activity));
    csv_add_text(table, detail);
    csv_end_row(table);
}
