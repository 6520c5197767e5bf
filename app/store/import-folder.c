/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "import-folder.h"

#include "maildir.h"
#include "store-private.h"

#include <string.h>

/* So long a part of a path may be, in bytes. */
#define PART_LIMIT 200

/* NULL for a part that is no name. */
static char *
dup_part (const char *part)
{
  g_autofree char *name = g_strstrip (g_strdup (part));
  const char *end;

  if (*name == '\0')
    return NULL;
  for (char *c = name; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  if (strlen (name) > PART_LIMIT && g_utf8_validate_len (name, PART_LIMIT, &end) == FALSE)
    name[end - name] = '\0';
  else if (strlen (name) > PART_LIMIT)
    name[PART_LIMIT] = '\0';
  /* Hidden folders, and the Maildir's own, are none. */
  if (name[0] == '.' || g_str_equal (name, "cur") || g_str_equal (name, "new") ||
      g_str_equal (name, "tmp"))
    return g_strconcat ("_", name, NULL);
  return g_steal_pointer (&name);
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
