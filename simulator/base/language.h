/* language.h: the languages of figures. */
#ifndef ONDE_BASE_LANGUAGE_H
#define ONDE_BASE_LANGUAGE_H

enum language { LANGUAGE_EN, LANGUAGE_FR, LANGUAGES };

#endif
