/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "import-folder.h"

#include "folder-name.h"
#include "maildir.h"
#include "store-private.h"

#include <string.h>

/* So long a part of a path may be, in bytes, that it is one whatever must be escaped in it. */
#define PART_LIMIT 80

static void
cut (char *title)
{
  char *end = title;

  while (*end != '\0' && g_utf8_next_char (end) - title <= PART_LIMIT)
    end = g_utf8_next_char (end);
  *end = '\0';
}

/* NULL for a part that is no name. What Anser itself wrote outside is understood as it was meant. */
static char *
dup_part (const char *part)
{
  g_autofree char *valid = g_utf8_make_valid (part, -1);
  g_autofree char *title = anser_folder_name_to_title (valid);
  g_autofree char *name = NULL;

  for (char *c = title; *c != '\0'; c = g_utf8_next_char (c))
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  name = anser_folder_name_from_title (title, NULL);
  if (name != NULL)
    return g_steal_pointer (&name);
  cut (title);
  return anser_folder_name_from_title (title, NULL);
}

/* The folder that every account has, or the name as it is. */
static const char *
find_role (const char *name)
{
  for (int role = ANSER_FOLDER_INBOX; role < ANSER_FOLDER_OTHER; role++)
    if (g_ascii_strcasecmp (name, anser_folder_role_get_name (role)) == 0)
      return anser_folder_role_get_name (role);
  return name;
}

char *
anser_import_dup_folder (const char *target,
                         const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (folder, "/", -1);
  GString *name = g_string_new (target);

  for (char **part = parts; *part != NULL; part++)
    {
      g_autofree char *own = dup_part (*part);

      if (own == NULL)
        continue;
      if (name->len > 0)
        g_string_append_c (name, '/');
      g_string_append (name, name->len == 0 ? find_role (own) : own);
    }
  if (name->len == 0)
    g_string_append (name, "Imported");
  /* What lies in the outbox is to be sent; this is not. */
  if (g_str_equal (name->str, anser_folder_role_get_name (ANSER_FOLDER_OUTBOX)))
    g_string_assign (name, anser_folder_role_get_name (ANSER_FOLDER_DRAFTS));
  return g_string_free (name, FALSE);
}

gboolean
anser_store_make_folder (AnserStore  *self,
                         const char  *account,
                         const char  *name,
                         GError     **error)
{
  g_autofree char *path = anser_store_dup_folder_path (self, account, name);
  g_autoptr (GMutexLocker) locker = NULL;

  if (!anser_store_check_account (account, error) || !anser_maildir_create (path, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->write_lock);
  if (anser_store_find_folder_id (self, account, name) != 0)
    return TRUE;
  if (!anser_store_add_folder (self, account, name, error))
    return FALSE;
  anser_store_queue_refresh (self);
  return TRUE;
}
