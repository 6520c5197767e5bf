/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-marks.h"

#include <string.h>

typedef struct
{
  unsigned         sign;
  AnserLetterFlags flag;
} Meaning;

static void
read_letters (AnserLetterMarks *self,
              const char       *value)
{
  static const Meaning meanings[] = {
    { 'R', ANSER_LETTER_SEEN }, { 'A', ANSER_LETTER_REPLIED }, { 'F', ANSER_LETTER_FLAGGED },
    { 'T', ANSER_LETTER_DRAFT }, { 'D', ANSER_LETTER_TRASHED },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strchr (value, meanings[i].sign) != NULL)
      self->flags |= meanings[i].flag;
}

static void
read_bits (AnserLetterMarks *self,
           guint64           bits,
           const Meaning    *meanings,
           unsigned          n)
{
  for (unsigned i = 0; i < n; i++)
    if (bits & meanings[i].sign)
      self->flags |= meanings[i].flag;
}

/* Thunderbird: 8 is a letter that is thrown away and lies there until the file is compacted. */
static void
read_mozilla (AnserLetterMarks *self,
              const char       *value)
{
  static const Meaning meanings[] = {
    { 0x1, ANSER_LETTER_SEEN }, { 0x2, ANSER_LETTER_REPLIED }, { 0x4, ANSER_LETTER_FLAGGED },
    { 0x1000, ANSER_LETTER_PASSED },
  };
  guint64 bits = g_ascii_strtoull (value, NULL, 16);

  read_bits (self, bits, meanings, G_N_ELEMENTS (meanings));
  self->is_gone |= (bits & 0x8) != 0;
}

/* "0000002a-0010": a number, then the flags. */
static void
read_evolution (AnserLetterMarks *self,
                const char       *value)
{
  static const Meaning meanings[] = {
    { 0x1, ANSER_LETTER_REPLIED }, { 0x2, ANSER_LETTER_TRASHED }, { 0x4, ANSER_LETTER_DRAFT },
    { 0x8, ANSER_LETTER_FLAGGED }, { 0x10, ANSER_LETTER_SEEN },
  };
  const char *dash = strchr (value, '-');

  if (dash != NULL)
    read_bits (self, g_ascii_strtoull (dash + 1, NULL, 16), meanings, G_N_ELEMENTS (meanings));
}

static void
read_labels (AnserLetterMarks *self,
             const char       *value)
{
  if (strstr (value, "Unread") == NULL)
    self->flags |= ANSER_LETTER_SEEN;
  if (strstr (value, "Starred") != NULL)
    self->flags |= ANSER_LETTER_FLAGGED;
}

static void
read_line (AnserLetterMarks *self)
{
  static const struct
  {
    const char *name;
    void      (*read) (AnserLetterMarks *self,
                       const char       *value);
  } fields[] = {
    { "Status:", read_letters }, { "X-Status:", read_letters },
    { "X-Mozilla-Status:", read_mozilla }, { "X-Evolution:", read_evolution },
    { "X-Gmail-Labels:", read_labels },
  };

  self->line[self->used] = '\0';
  for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gsize length = strlen (fields[i].name);

      if (g_ascii_strncasecmp (self->line, fields[i].name, length) != 0)
        continue;
      self->is_marked = TRUE;
      fields[i].read (self, self->line + length);
    }
}

static void
end_line (AnserLetterMarks *self)
{
  if (self->used > 0 && self->line[self->used - 1] == '\r')
    self->used--;
  self->is_over = self->used == 0 && !self->cut;
  if (!self->is_over)
    read_line (self);
  self->used = 0;
  self->cut = FALSE;
}

void
anser_letter_marks_begin (AnserLetterMarks *self)
{
  g_return_if_fail (self != NULL);

  *self = (AnserLetterMarks) { 0 };
}

void
anser_letter_marks_feed (AnserLetterMarks *self,
                         const char       *data,
                         gsize             length)
{
  g_return_if_fail (self != NULL);

  while (length > 0 && !self->is_over)
    {
      const char *lf = memchr (data, '\n', length);
      gsize n = lf != NULL ? (gsize) (lf - data) : length;
      gsize kept = MIN (n, sizeof self->line - 1 - self->used);

      memcpy (self->line + self->used, data, kept);
      self->used += kept;
      self->cut |= kept < n;
      if (lf == NULL)
        return;
      end_line (self);
      data += n + 1;
      length -= n + 1;
    }
}

char *
anser_letter_marks_dup_fields (AnserLetterFlags flags)
{
  return g_strdup_printf ("Status: %sO\nX-Status: %s%s%s%s\n",
                          flags & ANSER_LETTER_SEEN ? "R" : "",
                          flags & ANSER_LETTER_REPLIED ? "A" : "",
                          flags & ANSER_LETTER_FLAGGED ? "F" : "",
                          flags & ANSER_LETTER_DRAFT ? "T" : "",
                          flags & ANSER_LETTER_TRASHED ? "D" : "");
}
