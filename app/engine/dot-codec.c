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

/* Where the unstuffer stands. What is held is not yet in the output. */
enum
{
  UNSTUFF_LINE_START,
  UNSTUFF_IN_LINE,
  UNSTUFF_CR_HELD,
  UNSTUFF_DOT_HELD,
  UNSTUFF_DOT_CR_HELD,
};

static void
append (GByteArray *out,
        const char *data,
        gsize       length)
{
  g_byte_array_append (out, (const guint8 *) data, (guint) length);
}

/* Bytes up to the next CR or LF. */
static gsize
run_length (const char *data,
            gsize       length)
{
  gsize i = 0;

  while (i < length && data[i] != '\r' && data[i] != '\n')
    i++;

  return i;
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
  gsize i = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || length == 0);
  g_return_if_fail (out != NULL);

  while (i < length)
    {
      gsize run;

      if (self->state == STUFF_CR_HELD)
        {
          append (out, "\r\n", 2);
          self->state = STUFF_LINE_START;
          i += data[i] == '\n' ? 1 : 0;
          continue;
        }

      run = run_length (data + i, length - i);
      if (run > 0)
        {
          if (self->state == STUFF_LINE_START && data[i] == '.')
            append (out, ".", 1);
          append (out, data + i, run);
          self->state = STUFF_IN_LINE;
          i += run;
          continue;
        }

      if (data[i] == '\r')
        {
          self->state = STUFF_CR_HELD;
        }
      else
        {
          append (out, "\r\n", 2);
          self->state = STUFF_LINE_START;
        }
      i++;
    }
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
    append (out, "\r\n", 2);

  append (out, ".\r\n", 3);
  self->state = STUFF_LINE_START;
}

/* Bytes that can be copied as they are: all up to the byte that may end the line. */
static gsize
copy_run (AnserDotUnstuffer *self,
          const char        *data,
          gsize              length,
          GByteArray        *out)
{
  const char *end = memchr (data, self->lf_only ? '\n' : '\r', length);
  gsize run = end != NULL ? (gsize) (end - data) : length;

  append (out, data, run);

  return run;
}

/* One byte where lines end with CR LF. Returns whether it was the last of the message. */
static gboolean
take_byte (AnserDotUnstuffer *self,
           char               byte,
           GByteArray        *out)
{
  unsigned char state = self->state;

  if (byte == '\n' && state == UNSTUFF_DOT_CR_HELD)
    return TRUE;

  if (byte == '\n' && state == UNSTUFF_CR_HELD)
    {
      append (out, "\r\n", 2);
      self->state = UNSTUFF_LINE_START;
      return FALSE;
    }

  /* A held CR was data after all; a held dot was stuffing and is dropped. */
  if (state == UNSTUFF_CR_HELD || state == UNSTUFF_DOT_CR_HELD)
    append (out, "\r", 1);

  if (byte == '.' && state == UNSTUFF_LINE_START)
    {
      self->state = UNSTUFF_DOT_HELD;
    }
  else if (byte == '\r')
    {
      self->state = state == UNSTUFF_DOT_HELD ? UNSTUFF_DOT_CR_HELD : UNSTUFF_CR_HELD;
    }
  else
    {
      append (out, &byte, 1);
      self->state = UNSTUFF_IN_LINE;
    }

  return FALSE;
}

/* The same where they end with LF, and CR is a byte like others. */
static gboolean
take_byte_lf (AnserDotUnstuffer *self,
              char               byte,
              GByteArray        *out)
{
  if (byte == '\n' && self->state == UNSTUFF_DOT_HELD)
    return TRUE;

  if (byte == '.' && self->state == UNSTUFF_LINE_START)
    {
      self->state = UNSTUFF_DOT_HELD;
      return FALSE;
    }

  append (out, &byte, 1);
  self->state = byte == '\n' ? UNSTUFF_LINE_START : UNSTUFF_IN_LINE;

  return FALSE;
}

/**
 * anser_dot_unstuffer_feed:
 * @data: bytes that have arrived
 * @length: how many, any number
 * @out: is appended to
 * @complete: (out): whether the message ended
 *
 * After the end of a message it is ready for the next one.
 *
 * Returns: how many bytes belong to the message
 */
gsize
anser_dot_unstuffer_feed (AnserDotUnstuffer *self,
                          const char        *data,
                          gsize              length,
                          GByteArray        *out,
                          gboolean          *complete)
{
  gsize i = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (data != NULL || length == 0, 0);
  g_return_val_if_fail (out != NULL, 0);
  g_return_val_if_fail (complete != NULL, 0);

  *complete = FALSE;

  while (i < length)
    {
      if (self->state == UNSTUFF_IN_LINE)
        {
          i += copy_run (self, data + i, length - i, out);
          if (i == length)
            break;
        }

      *complete = self->lf_only ? take_byte_lf (self, data[i], out)
                                : take_byte (self, data[i], out);
      i++;
      if (*complete)
        {
          self->state = UNSTUFF_LINE_START;
          break;
        }
    }

  return i;
}
