/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-mailbox.h"

#include "demo-dates.h"

#include <stdio.h>
#include <string.h>

/* The newest letter is this old when the server starts. */
#define AGE_OF_NEWEST (4 * G_TIME_SPAN_MINUTE)

struct _DemoMailbox
{
  GPtrArray *letters;
  gint64     started;           /* part of the ids of what arrives, so that none comes again */
  unsigned   n_delivered;
};

static void
demo_letter_clear (gpointer data)
{
  DemoLetter *self = data;

  g_free (self->uid);
  g_bytes_unref (self->bytes);
}

static DemoLetter *
demo_letter_new (char       *uid,
                 GByteArray *bytes)
{
  DemoLetter *self = g_rc_box_new (DemoLetter);

  self->uid = uid;
  self->bytes = g_byte_array_free_to_bytes (bytes);
  return self;
}

static void
append (GByteArray *bytes,
        const char *text,
        gsize       length)
{
  g_byte_array_append (bytes, (const guint8 *) text, length);
}

/* "Received: …", the line of the server that took the letter. */
static void
append_received (GByteArray *bytes,
                 const char *recipient,
                 GDateTime  *date)
{
  g_autofree char *when = demo_dates_write (date);
  g_autofree char *field =
    g_strdup_printf ("Received: from localhost by mail.anser.example with ESMTP\r\n"
                     "\tfor <%s>; %s\r\n", recipient, when);

  append (bytes, field, strlen (field));
}

/* Text with LF, as it lies on disk, becomes what travels. */
static void
append_with_crlf (GByteArray *bytes,
                  const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");

      append (bytes, text, length);
      append (bytes, "\r\n", 2);
      text += length + (text[length] == '\n');
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* The names of the .eml files of @folder, in order. */
static GPtrArray *
list_files (const char  *folder,
            GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!dir)
    return NULL;
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".eml"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Reads the letters into @texts and finds the date of the newest. */
static gboolean
read_files (const char  *folder,
            GPtrArray   *names,
            GPtrArray   *texts,
            GDateTime  **newest,
            GError     **error)
{
  for (unsigned i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autoptr(GDateTime) date = NULL;
      char *text;

      if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
      g_ptr_array_add (texts, text);
      date = demo_dates_read (text);
      if (date && (!*newest || g_date_time_compare (date, *newest) > 0))
        {
          g_clear_pointer (newest, g_date_time_unref);
          *newest = g_steal_pointer (&date);
        }
    }
  return TRUE;
}

/* @date is that of the letter before; a letter that has none arrived right after it. */
static void
add_letter (DemoMailbox  *self,
            const char   *name,
            const char   *text,
            GDateTime    *newest,
            GTimeSpan     shift,
            GDateTime   **date)
{
  g_autofree char *shifted = demo_dates_shift (text, newest, shift);
  GDateTime *own = demo_dates_read (shifted);
  GByteArray *bytes = g_byte_array_new ();

  if (own)
    {
      g_clear_pointer (date, g_date_time_unref);
      *date = own;
    }
  if (*date)
    append_received (bytes, "demo@anser.example", *date);
  append_with_crlf (bytes, shifted);
  g_ptr_array_add (self->letters,
                   demo_letter_new (g_strndup (name, strlen (name) - strlen (".eml")), bytes));
}

DemoLetter *
demo_letter_ref (DemoLetter *self)
{
  return g_rc_box_acquire (self);
}

void
demo_letter_unref (DemoLetter *self)
{
  g_rc_box_release_full (self, demo_letter_clear);
}

DemoMailbox *
demo_mailbox_new (const char  *folder,
                  GError     **error)
{
  g_autoptr(GPtrArray) names = list_files (folder, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDateTime) newest = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) date = NULL;
  GTimeSpan shift = 0;
  DemoMailbox *self;

  if (!names || !read_files (folder, names, texts, &newest, error))
    return NULL;
  if (newest)
    shift = g_date_time_difference (now, newest) - AGE_OF_NEWEST;
  self = g_new0 (DemoMailbox, 1);
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_letter_unref);
  self->started = g_date_time_to_unix (now);
  for (unsigned i = 0; i < names->len; i++)
    add_letter (self, names->pdata[i], texts->pdata[i], newest, shift, &date);
  return self;
}

void
demo_mailbox_free (DemoMailbox *self)
{
  g_ptr_array_unref (self->letters);
  g_free (self);
}

GPtrArray *
demo_mailbox_list (DemoMailbox *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_letter_unref);

  for (unsigned i = 0; i < self->letters->len; i++)
    g_ptr_array_add (list, demo_letter_ref (self->letters->pdata[i]));
  return list;
}

void
demo_mailbox_remove (DemoMailbox *self,
                     DemoLetter  *letter)
{
  g_ptr_array_remove (self->letters, letter);
}

const char *
demo_mailbox_deliver (DemoMailbox *self,
                      const char  *sender,
                      const char  *recipient,
                      GByteArray  *content)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *path = g_strdup_printf ("Return-Path: <%s>\r\n", sender);
  GByteArray *bytes = g_byte_array_new ();
  DemoLetter *letter;

  append (bytes, path, strlen (path));
  append_received (bytes, recipient, now);
  g_byte_array_append (bytes, content->data, content->len);
  letter = demo_letter_new (g_strdup_printf ("arrived-%" G_GINT64_FORMAT "-%u", self->started,
                                             ++self->n_delivered), bytes);
  g_ptr_array_add (self->letters, letter);
  return letter->uid;
}
