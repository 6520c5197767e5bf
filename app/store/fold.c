/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "fold.h"

/* Folding one character through the tables of GLib costs 100 ns. Almost all text comes from few
 * pages of 256 characters, so a page is folded once and kept: character and kind in 32 bits. */
#define N_PAGES 0x200
#define KIND_SHIFT 24
#define SEVERAL (1u << 31)      /* becomes several characters, which are not kept */

static guint32 *pages[N_PAGES];

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Writings that put no spaces between words. Their signs stay, for in Thai or Khmer they are
 * vowels. */
static const Range pair_ranges[] = {
  { 0x0e01, 0x0e3a }, { 0x0e40, 0x0e4e },       /* Thai */
  { 0x0e81, 0x0ecf }, { 0x0edc, 0x0edf },       /* Lao */
  { 0x0f40, 0x0fbc },                           /* Tibetan */
  { 0x1000, 0x103f }, { 0x1050, 0x108f },       /* Myanmar */
  { 0x109a, 0x109f },
  { 0x1100, 0x11ff },                           /* Hangul in letters */
  { 0x1780, 0x17d3 },                           /* Khmer */
  { 0x2e80, 0x2fdf },                           /* radicals */
  { 0x3005, 0x3007 }, { 0x3021, 0x3029 }, { 0x3038, 0x303b },
  { 0x3041, 0x3096 }, { 0x309d, 0x309f },       /* Hiragana */
  { 0x30a1, 0x30fa }, { 0x30fc, 0x312f },       /* Katakana, Bopomofo */
  { 0x3131, 0x318e }, { 0x31a0, 0x31bf }, { 0x31f0, 0x31ff },
  { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },       /* Han */
  { 0xa960, 0xa97f }, { 0xac00, 0xd7ff },       /* Hangul */
  { 0xe000, 0xf8ff },                           /* private use: rare Han of GB 18030 and Big5 */
  { 0xf900, 0xfaff }, { 0xff66, 0xff9d }, { 0xffa1, 0xffdc },
  { 0x1b000, 0x1b16f }, { 0x20000, 0x3fffd },
};

/* Accents, vowel points of Hebrew and Arabic, what goes around a character. */
static const Range mark_ranges[] = {
  { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x05bf, 0x05c7 },
  { 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06ed },
  { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f },
  { 0xfe20, 0xfe2f }, { 0x1f3fb, 0x1f3ff }, { 0xe0000, 0xe01ef },
};

static gboolean
is_within (gunichar     c,
           const Range *ranges,
           gsize        n)
{
  for (gsize i = 0; i < n && c >= ranges[i].first; i++)
    if (c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static AnserCharacterKind
get_kind (gunichar c)
{
  if (is_within (c, pair_ranges, G_N_ELEMENTS (pair_ranges)))
    return ANSER_CHARACTER_PAIR;
  if (is_within (c, mark_ranges, G_N_ELEMENTS (mark_ranges)) || c == 0x3099 || c == 0x309a)
    return ANSER_CHARACTER_IGNORED;
  /* Lines and boxes decorate; � stands for nothing. */
  if (c == '$' || c == 0xfffd || (c >= 0x2500 && c <= 0x25ff))
    return ANSER_CHARACTER_SEPARATOR;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_CURRENCY_SYMBOL:
      return ANSER_CHARACTER_ALONE;
    case G_UNICODE_FORMAT:
      return ANSER_CHARACTER_IGNORED;
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return ANSER_CHARACTER_WORD;
    default:
      return g_unichar_isalnum (c) ? ANSER_CHARACTER_WORD : ANSER_CHARACTER_SEPARATOR;
    }
}

/* Letters that people type as others, though Unicode does not take them apart. */
static const char *
get_spelling (gunichar c)
{
  switch (c)
    {
    case 0x00df:
      return "ss";
    case 0x00e6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00f8:
      return "o";
    case 0x0111:
      return "d";
    case 0x0142:
      return "l";
    case 0x0131:
      return "i";
    case 0x03c2:
      return "σ";
    default:
      return NULL;
    }
}

static void
append (gunichar *folded,
        unsigned *n,
        gunichar  c)
{
  const char *spelling;

  c = g_unichar_tolower (c);
  spelling = get_spelling (c);
  if (spelling == NULL && *n < ANSER_FOLD_MAX)
    folded[(*n)++] = c;
  for (; spelling != NULL && *spelling != '\0' && *n < ANSER_FOLD_MAX;
       spelling = g_utf8_next_char (spelling))
    folded[(*n)++] = g_utf8_get_char (spelling);
}

/* Hangul and kana stay whole, but halfwidth, compatibility and radical forms become the usual. */
static gboolean
is_whole (gunichar c)
{
  return (c >= 0x0e01 && c <= 0x2dff) || (c >= 0x3000 && c <= 0xf8ff) ||
         (c >= 0x1b000 && c <= 0x1b16f);
}

static AnserCharacterKind
fold_slowly (gunichar  c,
             gunichar  folded[ANSER_FOLD_MAX],
             unsigned *n)
{
  AnserCharacterKind kind = get_kind (c);
  gunichar parts[ANSER_FOLD_MAX];
  gsize n_parts;

  *n = 1;
  folded[0] = c;
  if (kind == ANSER_CHARACTER_SEPARATOR || kind == ANSER_CHARACTER_IGNORED ||
      (kind == ANSER_CHARACTER_PAIR && is_whole (c)))
    return kind;
  n_parts = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  *n = 0;
  for (gsize i = 0; i < n_parts; i++)
    if (!is_within (parts[i], mark_ranges, G_N_ELEMENTS (mark_ranges)))
      append (folded, n, parts[i]);
  if (*n == 0)
    return ANSER_CHARACTER_IGNORED;
  /* ℃, ㈱ and the like become letters. */
  return n_parts > 1 || folded[0] != c ? get_kind (folded[0]) : kind;
}

static guint32 *
make_page (unsigned number)
{
  guint32 *page = g_new (guint32, 256);
  gunichar folded[ANSER_FOLD_MAX];
  unsigned n;

  for (unsigned i = 0; i < 256; i++)
    {
      AnserCharacterKind kind = fold_slowly (number << 8 | i, folded, &n);

      page[i] = n == 1 ? folded[0] | (guint32) kind << KIND_SHIFT : SEVERAL;
    }
  return page;
}

static const guint32 *
get_page (unsigned number)
{
  guint32 *page = g_atomic_pointer_get (&pages[number]);
  guint32 *made;

  if (G_LIKELY (page != NULL))
    return page;
  made = make_page (number);
  if (g_atomic_pointer_compare_and_exchange (&pages[number], NULL, made))
    return made;
  g_free (made);
  return g_atomic_pointer_get (&pages[number]);
}

AnserCharacterKind
anser_fold_character (gunichar  c,
                      gunichar  folded[ANSER_FOLD_MAX],
                      unsigned *n)
{
  guint32 entry;

  if (G_UNLIKELY (c >> 8 >= N_PAGES))
    return fold_slowly (c, folded, n);
  entry = get_page (c >> 8)[c & 0xff];
  if (G_UNLIKELY (entry & SEVERAL))
    return fold_slowly (c, folded, n);
  folded[0] = entry & 0xffffff;
  *n = 1;
  return entry >> KIND_SHIFT;
}

gunichar
anser_fold_compose (gunichar before,
                    gunichar c)
{
  gunichar composed;

  if (c == 0xff9e || c == 0xff9f)
    c = c - 0xff9e + 0x3099;
  if (c != 0x3099 && c != 0x309a && (c < 0x1160 || c > 0x11ff))
    return 0;
  return g_unichar_compose (before, c, &composed) ? composed : 0;
}
