/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-row-name.h"

#include "widgets/date-format.h"

#include <glib/gi18n.h>

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* What one wrote is told apart by whom it went to. */
char *
anser_letter_row_name_dup_correspondent (AnserLetterRow *row)
{
  AnserFolderRole role = anser_letter_row_get_role (row);
  gboolean own = role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX ||
                 role == ANSER_FOLDER_SENT;
  const char *name = own ? anser_letter_row_get_recipients (row)
                         : anser_letter_row_get_sender (row);

  if (is_empty (name))
    return g_strdup (own ? _("No recipient") : _("No sender"));
  if (own)
    /* Translators: in the list of sent messages: "To: Maria, Li Wei". */
    return g_strdup_printf (_("To: %s"), name);

  return g_strdup (name);
}

const char *
anser_letter_row_name_get_subject (AnserLetterRow *row)
{
  const char *subject = anser_letter_row_get_subject (row);

  return is_empty (subject) ? _("(no subject)") : subject;
}

static void
add (GString    *name,
     const char *words)
{
  if (name->len > 0)
    g_string_append (name, ", ");
  g_string_append (name, words);
}

static void
add_flags (GString          *name,
           AnserLetterFlags  flags)
{
  if (flags & ANSER_LETTER_FLAGGED)
    add (name, _("starred"));
  if (flags & ANSER_LETTER_HAS_ATTACHMENTS)
    add (name, _("has attachments"));
  if (flags & ANSER_LETTER_REPLIED)
    add (name, _("replied"));
  if (flags & ANSER_LETTER_PASSED)
    add (name, _("forwarded"));
}

char *
anser_letter_row_name_make (AnserLetterRow *row)
{
  GString *name = g_string_new (NULL);
  AnserLetterFlags flags = anser_letter_row_get_flags (row);
  unsigned count = anser_letter_row_get_count (row);
  g_autofree char *correspondent = anser_letter_row_name_dup_correspondent (row);
  g_autofree char *date = anser_date_format_short (anser_letter_row_get_date (row), NULL);
  g_autofree char *tags = g_strdup (anser_letter_row_get_tags (row));

  if (!(flags & ANSER_LETTER_SEEN))
    add (name, _("Unread"));
  add (name, correspondent);
  add (name, anser_letter_row_name_get_subject (row));
  add (name, date);
  if (count > 1)
    {
      g_autofree char *conversation =
        g_strdup_printf (ngettext ("conversation of %u message",
                                   "conversation of %u messages", count), count);

      add (name, conversation);
    }
  add_flags (name, flags);
  if (!is_empty (tags))
    add (name, g_strdelimit (tags, "\n", ' '));

  return g_string_free (name, FALSE);
}
