/* strict_json.h: reads the JSON of a page in tests (RFC 8259), and fails the test where it is none. A value is where its text begins. */
#ifndef ONDE_TESTS_STRICT_JSON_H
#define ONDE_TESTS_STRICT_JSON_H

/* ---- each of these returns what stands behind ---- */

static const char *skip_blank(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *skip_digits(const char *at)
{
    assert_in_range(*at, '0', '9');
    return at + strspn(at, "0123456789");
}

static const char *skip_number(const char *at)
{
    at += *at == '-';
    at = *at == '0' ? at + 1 : skip_digits(at);
    if (*at == '.')
        at = skip_digits(at + 1);
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        at = skip_digits(at);
    }
    return at;
}

/* In the data of a page, `<` and its like are never themselves. */
static const char *skip_string(const char *at)
{
    assert_int_equal(*at, '"');
    for (at++; *at != '"'; at++) {
        assert_true((unsigned char)*at >= 0x20 && *at != 0x7f && strchr("<>&", *at) == NULL);
        if (*at != '\\')
            continue;
        at++;
        assert_non_null(strchr("\"\\/bfnrtu", *at));
        if (*at == 'u') {
            assert_int_equal(strspn(at + 1, "0123456789abcdefABCDEF") >= 4, 1);
            at += 4;
        }
    }
    return at + 1;
}

static const char *skip_value(const char *at);

static const char *skip_list(const char *at, char close, bool named)
{
    at = skip_blank(at + 1);
    if (*at == close)
        return at + 1;
    for (;;) {
        if (named) {
            at = skip_blank(skip_string(skip_blank(at)));
            assert_int_equal(*at++, ':');
        }
        at = skip_blank(skip_value(skip_blank(at)));
        if (*at == close)
            return at + 1;
        assert_int_equal(*at++, ',');
    }
}

static const char *skip_value(const char *at)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return at + strlen(words[i]);
    return *at == '{'   ? skip_list(at, '}', true)
           : *at == '[' ? skip_list(at, ']', false)
           : *at == '"' ? skip_string(at)
                        : skip_number(at);
}

/* The data, read through to their end. */
static const char *data_of(const char *page)
{
    static const char opening[] = "<script type=\"application/json\" id=\"run\">";
    const char *data = strstr(page, opening);
    assert_non_null(data);
    data = skip_blank(data + sizeof opening - 1);
    assert_int_equal(*data, '{');
    const char *end = skip_blank(skip_value(data));
    assert_memory_equal(end, "</script>", 9);
    return data;
}

static const char *member(const char *object, const char *name)
{
    size_t length = strlen(name);
    assert_int_equal(*object, '{');
    for (const char *at = skip_blank(object + 1); *at != '}'; at += *at == ',' ? 1 : 0) {
        at = skip_blank(at);
        const char *value = skip_blank(skip_string(at));
        bool found = strncmp(at + 1, name, length) == 0 && at[1 + length] == '"';
        value = skip_blank(value + 1);
        if (found)
            return value;
        at = skip_blank(skip_value(value));
    }
    fail_msg("no member %s", name);
    return NULL;
}

static const char *element(const char *array, size_t index)
{
    assert_int_equal(*array, '[');
    const char *at = skip_blank(array + 1);
    for (size_t i = 0; i < index; i++) {
        at = skip_blank(skip_value(at));
        assert_int_equal(*at, ',');
        at = skip_blank(at + 1);
    }
    return at;
}

static size_t length_of(const char *array)
{
    size_t count = 0;
    assert_int_equal(*array, '[');
    for (const char *at = skip_blank(array + 1); *at != ']'; count++) {
        at = skip_blank(skip_value(at));
        at = skip_blank(at + (*at == ','));
    }
    return count;
}

static void assert_value(const char *value, const char *expected)
{
    size_t length = (size_t)(skip_value(value) - value);
    if (length != strlen(expected) || strncmp(value, expected, length) != 0)
        fail_msg("%.*s, expected %s", (int)length, value, expected);
}

/* The text of a string; \u of the Basic Multilingual Plane. */
static void assert_text(const char *value, const char *expected)
{
    char text[512];
    size_t used = 0;
    const char *end = skip_string(value) - 1;
    for (const char *at = value + 1; at < end; at++) {
        unsigned code;
        assert_true(used + 4 < sizeof text);
        if (*at != '\\') {
            text[used++] = *at;
            continue;
        }
        assert_int_equal(*++at, 'u');
        assert_int_equal(sscanf(at + 1, "%4x", &code), 1);
        at += 4;
        if (code >= 0x800)
            text[used++] = (char)(0xe0 | code >> 12);
        if (code >= 0x80)
            text[used++] = (char)(code >= 0x800 ? 0x80 | (code >> 6 & 0x3f) : 0xc0 | code >> 6);
        text[used++] = (char)(code >= 0x80 ? 0x80 | (code & 0x3f) : code);
    }
    text[used] = '\0';
    assert_string_equal(text, expected);
}

#endif
