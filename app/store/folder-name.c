/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "folder-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of one part, in bytes: what Linux's filesystems allow. */
#define MAX_PART_LENGTH 255

static gboolean
is_own_of_maildir (const char *part)
{
  return g_str_equal (part, "cur") || g_str_equal (part, "new") || g_str_equal (part, "tmp");
}

/* Whether the byte at @position must not stand in a file's name as it is. */
static gboolean
needs_escape (const char *title,
              gsize       position)
{
  const char *c = title + position;

  if (*c == '/')
    return TRUE;
  if (*c == '%')
    return g_ascii_isxdigit (c[1]) && g_ascii_isxdigit (c[2]);
  return position == 0 && (*c == '.' || is_own_of_maildir (title));
}

static char *
escape (const char *title)
{
  GString *part = g_string_new (NULL);

  for (gsize i = 0; title[i] != '\0'; i++)
    if (needs_escape (title, i))
      g_string_append_printf (part, "%%%02X", (unsigned char) title[i]);
    else
      g_string_append_c (part, title[i]);
  return g_string_free (part, FALSE);
}

/* What another program wrote with a "%" in it, which Anser would not have, is shown as it is. */
static char *
unescape (const char *part)
{
  g_autofree char *title = g_uri_unescape_string (part, NULL);
  g_autofree char *again = title != NULL ? escape (title) : NULL;

  if (again != NULL && g_str_equal (again, part) && g_utf8_validate (title, -1, NULL))
    return g_steal_pointer (&title);
  return g_strdup (part);
}

/* Without the spaces around it, of whatever script. */
static char *
trim (const char *text)
{
  const char *end = text + strlen (text);

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return g_strndup (text, end - text);
}

static gboolean
has_control (const char *title)
{
  for (const char *c = title; *c != '\0'; c = g_utf8_next_char (c))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (c));

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_title (const char  *title,
             GError     **error)
{
  if (*title == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                           _("A folder needs a name. Write one."));
      return FALSE;
    }
  if (!has_control (title))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                       _("The name of a folder is one line of text. Choose one without line breaks "
                         "and control characters."));
  return FALSE;
}

char *
anser_folder_name_from_title (const char  *title,
                              GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *part = NULL;

  g_return_val_if_fail (title != NULL, NULL);

  if (!g_utf8_validate (title, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                           _("The name of the folder is not text in UTF-8. Write it anew."));
      return NULL;
    }
  trimmed = trim (title);
  composed = g_utf8_normalize (trimmed, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (!check_title (composed, error))
    return NULL;
  part = escape (composed);
  if (strlen (part) <= MAX_PART_LENGTH)
    return g_steal_pointer (&part);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                       _("This name is too long for a folder. Choose a shorter one."));
  return NULL;
}

char *
anser_folder_name_to_title (const char *name)
{
  const char *slash = strrchr (name, '/');

  return unescape (slash != NULL ? slash + 1 : name);
}

/* How the folders that every account has are called. */
static const struct
{
  AnserFolderRole role;
  const char     *label;
} roles[] = {
  { ANSER_FOLDER_INBOX, N_("Inbox") },
  { ANSER_FOLDER_DRAFTS, N_("Drafts") },
  { ANSER_FOLDER_OUTBOX, N_("Outbox") },
  { ANSER_FOLDER_SENT, N_("Sent") },
  { ANSER_FOLDER_ARCHIVE, N_("Archive") },
  { ANSER_FOLDER_JUNK, N_("Junk") },
  { ANSER_FOLDER_TRASH, N_("Trash") },
};

char *
anser_folder_name_to_label (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "/", -1);

  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      char *title = anser_folder_name_to_title (parts[i]);

      for (gsize j = 0; i == 0 && j < G_N_ELEMENTS (roles); j++)
        if (g_str_equal (parts[0], anser_folder_role_get_name (roles[j].role)))
          {
            g_free (title);
            title = g_strdup (_(roles[j].label));
          }
      g_free (parts[i]);
      parts[i] = title;
    }
  return g_strjoinv (" › ", parts);
}

char *
anser_folder_name_join (const char *parent,
                        const char *part)
{
  return parent != NULL ? g_strconcat (parent, "/", part, NULL) : g_strdup (part);
}

char *
anser_folder_name_dup_parent (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash != NULL ? g_strndup (name, slash - name) : NULL;
}

unsigned
anser_folder_name_get_depth (const char *name)
{
  unsigned depth = 0;

  for (; *name != '\0'; name++)
    depth += *name == '/';
  return depth;
}

gboolean
anser_folder_name_is_within (const char *name,
                             const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (name, folder, length) == 0 && (name[length] == '\0' || name[length] == '/');
}

AnserFolderRole
anser_folder_name_get_role (const char *name)
{
  for (int role = ANSER_FOLDER_INBOX; role < ANSER_FOLDER_OTHER; role++)
    {
      const char *own = anser_folder_role_get_name (role);

      if (g_str_equal (name, own) ||
          ((role == ANSER_FOLDER_JUNK || role == ANSER_FOLDER_TRASH) &&
           anser_folder_name_is_within (name, own)))
        return role;
    }
  return ANSER_FOLDER_OTHER;
}

gboolean
anser_folder_name_is_main (const char *name)
{
  return strchr (name, '/') == NULL && anser_folder_name_get_role (name) != ANSER_FOLDER_OTHER;
}

/* Numbers by their value: "9" before "10". */
static int
compare_parts (const char *a,
               const char *b)
{
  g_autofree char *first_title = unescape (a);
  g_autofree char *second_title = unescape (b);
  g_autofree char *first = g_utf8_collate_key_for_filename (first_title, -1);
  g_autofree char *second = g_utf8_collate_key_for_filename (second_title, -1);
  int order = strcmp (first, second);

  return order != 0 ? order : strcmp (a, b);
}

static int
get_rank (const char *part)
{
  return anser_folder_name_is_main (part) ? (int) anser_folder_name_get_role (part)
                                          : ANSER_FOLDER_OTHER;
}

int
anser_folder_name_compare (const char *a,
                           const char *b)
{
  g_auto (GStrv) first = g_strsplit (a, "/", -1);
  g_auto (GStrv) second = g_strsplit (b, "/", -1);
  int order = get_rank (first[0]) - get_rank (second[0]);

  for (unsigned i = 0; order == 0; i++)
    {
      if (first[i] == NULL || second[i] == NULL)
        return (first[i] != NULL) - (second[i] != NULL);
      order = compare_parts (first[i], second[i]);
    }
  return order;
}
