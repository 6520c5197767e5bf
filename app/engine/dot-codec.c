/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "dot-codec.h"

#include <string.h>

/* Where the stuffer stands. A fresh one stands at the start of a line. */
enum
{
  STUFF_LINE_START,
  STUFF_IN_LINE,
  STUFF_CR_HELD,
};

/* Where the unstuffer stands. The dot that begins a line is never text; only the CR behind it is
 * held until the next byte tells. */
enum
{
  UNSTUFF_LINE_START,
  UNSTUFF_IN_LINE,
  UNSTUFF_AFTER_CR,
  UNSTUFF_AFTER_DOT,
  UNSTUFF_DOT_CR_HELD,
};

/* Bytes that are looked at in one go; a block without its end is looked at line by line. */
#define BLOCK     64
#define DOT_BLOCK 256
#define RUN_MAX   512

static guint8 *
put (guint8     *to,
     const char *data,
     gsize       length)
{
  memcpy (to, data, length);
  return to + length;
}

/* Whether this block can go out as it is: every CR has its LF, every LF its CR, no line begins with
 * a dot. The byte behind the block is looked at too. Written for the compiler, which makes a few
 * wide instructions of it. */
static gboolean
is_sound (const char *data)
{
  unsigned char faults = 0;

  for (int i = 0; i < BLOCK; i++)
    faults |= ((data[i] == '\r') ^ (data[i + 1] == '\n')) |
              ((data[i] == '\n') & (data[i + 1] == '.'));

  return faults == 0;
}

/* Bytes in front, a number of blocks, that can go out as they are. They do not end within CR LF. */
static gsize
sound_length (const char *data,
              gsize       length)
{
  gsize n = 0;

  while (n + BLOCK < length && is_sound (data + n))
    n += BLOCK;

  return n > 0 && data[n - 1] == '\r' ? n - 1 : n;
}

/* Bytes up to the next CR or LF; no more than a few lines, or text of CRs alone would be searched
 * for LFs again and again. */
static gsize
run_length (const char *data,
            gsize       length)
{
  gsize bound = MIN (length, RUN_MAX);
  const char *lf = memchr (data, '\n', bound);
  gsize line = lf != NULL ? (gsize) (lf - data) : bound;
  const char *cr = memchr (data, '\r', line);

  return cr != NULL ? (gsize) (cr - data) : line;
}

static gsize
end_line (AnserDotStuffer  *self,
          guint8          **to,
          gsize             n_read)
{
  *to = put (*to, "\r\n", 2);
  self->state = STUFF_LINE_START;

  return n_read;
}

/* Stuffs some bytes of @data, at most twice as many plus two for a CR that was held. Returns how
 * many were read. */
static gsize
stuff_some (AnserDotStuffer  *self,
            const char       *data,
            gsize             length,
            guint8          **to)
{
  gsize run;

  if (self->state == STUFF_CR_HELD)
    return end_line (self, to, data[0] == '\n' ? 1 : 0);
  if (data[0] == '\n')
    return end_line (self, to, 1);
  if (data[0] == '\r')
    {
      self->state = STUFF_CR_HELD;
      return 1;
    }

  if (self->state == STUFF_LINE_START && data[0] == '.')
    *to = put (*to, ".", 1);

  /* A text whose lines end in LF alone has no sound blocks. */
  run = self->lf_alone ? 0 : sound_length (data, length);
  if (run == 0)
    run = run_length (data, length);
  *to = put (*to, data, run);
  self->state = data[run - 1] == '\n' ? STUFF_LINE_START : STUFF_IN_LINE;
  self->lf_alone = run < length && data[run] == '\n';

  return self->lf_alone ? end_line (self, to, run + 1) : run;
}

/**
 * anser_dot_stuffer_feed:
 * @data: the next bytes of the letter
 * @length: how many, any number
 * @out: is appended to
 */
void
anser_dot_stuffer_feed (AnserDotStuffer *self,
                        const char      *data,
                        gsize            length,
                        GByteArray      *out)
{
  guint8 *to;
  gsize i = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || length == 0);
  g_return_if_fail (out != NULL);

  g_byte_array_set_size (out, out->len + 2 * length + 2);
  to = out->data + out->len - 2 * length - 2;
  while (i < length)
    i += stuff_some (self, data + i, length - i, &to);
  g_byte_array_set_size (out, to - out->data);
}

/**
 * anser_dot_stuffer_finish:
 * @out: is appended to
 *
 * Ends the letter; the stuffer is then as new.
 */
void
anser_dot_stuffer_finish (AnserDotStuffer *self,
                          GByteArray      *out)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  if (self->state != STUFF_LINE_START)
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);

  g_byte_array_append (out, (const guint8 *) ".\r\n", 3);
  self->state = STUFF_LINE_START;
}

/* Whether an LF with a dot behind it begins in this block. Written for the compiler, which makes a
 * few wide instructions of it: nearly all blocks have none. */
static gboolean
has_dot_line (const char *data)
{
  unsigned char found = 0;

  for (int i = 0; i < DOT_BLOCK; i++)
    found |= (data[i] == '\n') & (data[i + 1] == '.');

  return found != 0;
}

/* The place of the first LF with a dot behind it; @length if there is none. */
static gsize
find_dot_line (const char *data,
               gsize       length)
{
  const char *at = data;
  const char *last = data + length - 1;

  while (last - at > DOT_BLOCK && !has_dot_line (at))
    at += DOT_BLOCK;
  while ((at = memchr (at, '\n', last - at)) != NULL)
    {
      if (at[1] == '.')
        return at - data;
      at++;
    }

  return length;
}

/* Where the byte at @i leaves the unstuffer. */
static unsigned char
state_after (AnserDotUnstuffer *self,
             const char        *data,
             gsize              i)
{
  gboolean after_cr = i > 0 ? data[i - 1] == '\r' : self->state == UNSTUFF_AFTER_CR;

  if (data[i] == '\n' && (after_cr || self->lf_only))
    return UNSTUFF_LINE_START;
  return data[i] == '\r' ? UNSTUFF_AFTER_CR : UNSTUFF_IN_LINE;
}

/* Text up to and with the next LF before a dot, which may begin the end. */
static gsize
take_text (AnserDotUnstuffer *self,
           const char        *data,
           gsize              length,
           gsize             *n_run)
{
  gsize lf = find_dot_line (data, length);

  *n_run = MIN (lf + 1, length);
  self->state = state_after (self, data, *n_run - 1);

  return *n_run;
}

/* A byte behind the dot that began a line, or behind a CR that followed it. Returns whether it was
 * read: all other bytes are text, and the dot was stuffing. */
static gboolean
take_end (AnserDotUnstuffer *self,
          char               byte,
          gboolean          *complete)
{
  gboolean cr_held = self->state == UNSTUFF_DOT_CR_HELD;

  if (byte == '\n' && (cr_held || self->lf_only))
    {
      self->state = UNSTUFF_LINE_START;
      *complete = TRUE;
      return TRUE;
    }

  if (byte == '\r' && !cr_held && !self->lf_only)
    {
      self->state = UNSTUFF_DOT_CR_HELD;
      return TRUE;
    }

  self->state = cr_held ? UNSTUFF_AFTER_CR : UNSTUFF_IN_LINE;
  return FALSE;
}

/**
 * anser_dot_unstuffer_next:
 * @data: bytes that have arrived
 * @length: how many, at least 1
 * @run: (out) (transfer none): the bytes of the message that were read; they lie in @data, or are
 *   constant
 * @n_run: (out): how many, perhaps 0
 * @complete: (out): whether the message ended
 *
 * Takes the next step. Nearly always that is all of @data; it is to be called again with what it
 * has not read. After the end of a message it is ready for the next one.
 *
 * Returns: how many bytes were read; 0 only together with a run
 */
gsize
anser_dot_unstuffer_next (AnserDotUnstuffer  *self,
                          const char         *data,
                          gsize               length,
                          const char        **run,
                          gsize              *n_run,
                          gboolean           *complete)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (data != NULL && length > 0, 0);

  *run = data;
  *n_run = 0;
  *complete = FALSE;

  if (self->state == UNSTUFF_LINE_START && data[0] == '.')
    {
      self->state = UNSTUFF_AFTER_DOT;
      return 1;
    }

  if (self->state == UNSTUFF_AFTER_DOT || self->state == UNSTUFF_DOT_CR_HELD)
    {
      if (take_end (self, data[0], complete))
        return 1;

      /* The CR that was held was text after all. */
      if (self->state == UNSTUFF_AFTER_CR)
        {
          *run = "\r";
          *n_run = 1;
          return 0;
        }
    }

  return take_text (self, data, length, n_run);
}
