/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "backup-format.h"

#include <string.h>

gboolean
anser_backup_format_is_maildir_part (const char *name)
{
  return g_str_equal (name, "cur") || g_str_equal (name, "new") || g_str_equal (name, "tmp");
}

gboolean
anser_backup_format_is_wanted (const char *name)
{
  static const char * const unwanted[] = { "index.db", "state.db", "backup-", "locks", "removed",
                                           "restoring-", ANSER_BACKUP_ABOUT,
                                           ANSER_BACKUP_SETTINGS };

  for (unsigned i = 0; i < G_N_ELEMENTS (unwanted); i++)
    if (g_str_has_prefix (name, unwanted[i]))
      return FALSE;
  return TRUE;
}

gboolean
anser_backup_format_is_letter (const char *name)
{
  g_autofree char *folder = g_path_get_dirname (name);

  return g_str_has_prefix (name, "mail/") &&
         (g_str_has_suffix (folder, "/cur") || g_str_has_suffix (folder, "/new"));
}

gboolean
anser_backup_format_is_safe (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || g_str_equal (*part, ".") || g_str_equal (*part, ".."))
      return FALSE;
  return *name != '\0' && anser_backup_format_is_wanted (name);
}
