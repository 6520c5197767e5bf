/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-book.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A file of rules that is larger is none. */
#define SIZE_MAX_BYTES (1024 * 1024)

struct _AnserRuleBook
{
  GObject       parent_instance;

  char         *path;
  char         *text;           /* (nullable): as it was read; NULL if there was no file */
  GPtrArray    *rules;
  GPtrArray    *complaints;
  char         *rest;
  GFileMonitor *monitor;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AnserRuleBook, anser_rule_book, G_TYPE_OBJECT)

/* What the file holds; NULL without an error if it is not there. */
static char *
read_file (AnserRuleBook  *self,
           GError        **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = g_malloc (SIZE_MAX_BYTES + 1);
  gsize length = 0;

  stream = g_file_read (file, NULL, &fault);
  if (stream == NULL && g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return NULL;
  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), text, SIZE_MAX_BYTES + 1, &length, NULL,
                             &fault);
  if (fault != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("The rules cannot be read from “%s”: %s"), self->path, fault->message);
  else if (length > SIZE_MAX_BYTES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _("“%s” is too large to be a file of rules. Move it away to begin anew."),
                 self->path);
  else
    return g_utf8_make_valid (text, (gssize) length);
  return NULL;
}

static void
take_text (AnserRuleBook *self,
           char          *text)
{
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->complaints, g_ptr_array_unref);
  g_free (self->rest);
  g_free (self->text);
  self->text = text;
  self->rules = anser_rule_text_parse (text != NULL ? text : "", &self->complaints, &self->rest);
}

static void
on_file_changed (GFileMonitor     *monitor,
                 GFile            *file,
                 GFile            *other,
                 GFileMonitorEvent event,
                 AnserRuleBook    *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  text = read_file (self, &error);
  if (error != NULL)
    g_message ("%s", error->message);
  else if (g_strcmp0 (text, self->text) != 0)
    {
      take_text (self, g_steal_pointer (&text));
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
anser_rule_book_finalize (GObject *object)
{
  AnserRuleBook *self = ANSER_RULE_BOOK (object);

  g_clear_object (&self->monitor);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->complaints);
  g_free (self->rest);
  g_free (self->text);
  g_free (self->path);

  G_OBJECT_CLASS (anser_rule_book_parent_class)->finalize (object);
}

static void
anser_rule_book_class_init (AnserRuleBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_rule_book_finalize;

  signals[CHANGED] = g_signal_new ("changed", ANSER_TYPE_RULE_BOOK, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
anser_rule_book_init (AnserRuleBook *self)
{
  take_text (self, NULL);
}

AnserRuleBook *
anser_rule_book_new (const char *root)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (root != NULL, NULL);

  path = g_build_filename (root, "rules", NULL);
  return anser_rule_book_new_for_path (path);
}

AnserRuleBook *
anser_rule_book_new_for_path (const char *path)
{
  AnserRuleBook *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RULE_BOOK, NULL);
  self->path = g_strdup (path);
  return self;
}

const char *
anser_rule_book_get_path (AnserRuleBook *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_BOOK (self), NULL);

  return self->path;
}

gboolean
anser_rule_book_load (AnserRuleBook  *self,
                      GError        **error)
{
  g_autoptr (GError) fault = NULL;
  char *text;

  g_return_val_if_fail (ANSER_IS_RULE_BOOK (self), FALSE);

  text = read_file (self, &fault);
  if (fault == NULL)
    {
      take_text (self, text);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

GPtrArray *
anser_rule_book_get_rules (AnserRuleBook *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_BOOK (self), NULL);

  return self->rules;
}

GPtrArray *
anser_rule_book_get_complaints (AnserRuleBook *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_BOOK (self), NULL);

  return self->complaints;
}

/* The file is still what was read. */
static gboolean
check_unchanged (AnserRuleBook  *self,
                 GError        **error)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = read_file (self, &fault);

  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (g_strcmp0 (text, self->text) == 0)
    return TRUE;
  take_text (self, g_steal_pointer (&text));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                       _("Another program has changed the rules meanwhile. Look at them, and make "
                         "your change once more."));
  return FALSE;
}

static char *
write_text (AnserRuleBook *self,
            GPtrArray     *rules)
{
  g_autofree char *text = anser_rule_text_write (rules, self->rest);

  if (self->text != NULL)
    return g_steal_pointer (&text);
  return g_strconcat ("# The rules of Anser, one after the other; anserctl-rules(1) tells how they are "
                      "written.\n", text, NULL);
}

gboolean
anser_rule_book_save (AnserRuleBook  *self,
                      GPtrArray      *rules,
                      GError        **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) fault = NULL;

  g_return_val_if_fail (ANSER_IS_RULE_BOOK (self), FALSE);
  g_return_val_if_fail (rules != NULL, FALSE);

  if (!check_unchanged (self, error))
    return FALSE;
  text = write_text (self, rules);
  if (!g_file_set_contents_full (self->path, text, (gssize) strlen (text),
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &fault))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _("The rules cannot be written to “%s”: %s"), self->path, fault->message);
      return FALSE;
    }
  take_text (self, g_steal_pointer (&text));
  return TRUE;
}

void
anser_rule_book_watch (AnserRuleBook *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (ANSER_IS_RULE_BOOK (self));

  if (self->monitor != NULL)
    return;
  file = g_file_new_for_path (self->path);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    g_message ("The file of rules is not watched: %s", error->message);
  else
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self, 0);
}
