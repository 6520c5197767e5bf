/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "desktop/settings-damage.h"

#include <gio/gio.h>
#include <gio/gsettingsbackend.h>
#include <glib/gi18n.h>
#include <string.h>

/* What a database of dconf begins with, in the machine's order of bytes. */
static const guint32 database_start[] = { 0x72615647, 0x746e6169 };

static gboolean
is_database (const char *path)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL && g_mapped_file_get_length (file) > sizeof database_start &&
         memcmp (g_mapped_file_get_contents (file), database_start, sizeof database_start) == 0;
}

static gboolean
is_key_file (const char *path)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
}

char *
anser_settings_damage_find (void)
{
  g_autoptr(GSettingsBackend) backend = g_settings_backend_get_default ();
  gboolean in_dconf = g_str_equal (G_OBJECT_TYPE_NAME (backend), "DConfSettingsBackend");
  g_autofree char *path = NULL;

  if (in_dconf)
    path = g_build_filename (g_get_user_config_dir (), "dconf", "user", NULL);
  else if (g_str_equal (G_OBJECT_TYPE_NAME (backend), "GKeyfileSettingsBackend"))
    path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  else
    return NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) || (in_dconf ? is_database : is_key_file) (path))
    return NULL;

  /* Translators: the file that the settings are kept in. */
  return g_strdup_printf (_("Your settings are damaged, and Anser goes on without them. Your "
                            "messages are untouched. The file is “%s”."), path);
}
