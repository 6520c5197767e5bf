/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application-private.h"

#include <glib/gi18n.h>

static GFile *
new_file (const char *argument)
{
  return g_file_new_for_commandline_arg (argument);
}

/* What is named behind --attach, and all that is named besides. */
static void
compose (AnserApplication *self,
         GVariantDict     *options,
         const char      **rest)
{
  g_autofree const char **attached = NULL;
  g_autoptr(GStrvBuilder) uris = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;

  g_variant_dict_lookup (options, "attach", "^a&ay", &attached);
  for (int pass = 0; pass < 2; pass++)
    for (const char **name = pass == 0 ? attached : rest; name != NULL && *name != NULL; name++)
      {
        g_autoptr(GFile) file = new_file (*name);
        g_autofree char *uri = g_file_get_uri (file);

        g_strv_builder_add (uris, uri);
      }

  words = g_strv_builder_end (uris);
  g_action_group_activate_action (G_ACTION_GROUP (self), "compose-with",
                                  g_variant_new_strv ((const char * const *) words, -1));
}

static void
open_files (AnserApplication  *self,
            const char       **names)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *names != NULL; names++)
    g_ptr_array_add (files, new_file (*names));
  g_application_open (G_APPLICATION (self), (GFile **) files->pdata, (int) files->len, "");
}

int
anser_application_run_options (AnserApplication *self,
                               GVariantDict     *options)
{
  gboolean composes = g_variant_dict_contains (options, "compose") ||
                      g_variant_dict_contains (options, "attach");
  gboolean checks = g_variant_dict_contains (options, "check");
  gboolean background = g_variant_dict_contains (options, "background");
  g_autofree const char **rest = NULL;
  g_autoptr(GError) error = NULL;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &rest);
  if (!composes && !checks && !background && rest == NULL)
    return -1;

  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  if (background && !g_application_get_is_remote (G_APPLICATION (self)))
    anser_application_work_without_window (self);
  if (checks)
    g_action_group_activate_action (G_ACTION_GROUP (self), "check", NULL);
  if (composes)
    compose (self, options, rest);
  else if (rest != NULL)
    open_files (self, rest);

  return 0;
}

void
anser_application_add_options (AnserApplication *self)
{
  static const GOptionEntry options[] = {
    { "compose", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Write a message"), NULL },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, N_("Attach a file to it"), N_("FILE") },
    { "check", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Check mail"), NULL },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Check mail on schedule without a window, until you quit"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Open on a demonstration mailbox; nothing of yours is touched"), NULL },
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and end"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
      N_("[FILE…|mailto:ADDRESS]") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}
