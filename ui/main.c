/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application.h"

#include <glib/gi18n.h>
#include <locale.h>

/* ANSER_LOCALEDIR lets a build tree show its own translations. */
static void
init_translations (void)
{
  const char *folder = g_getenv ("ANSER_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : ANSER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AnserApplication) application = NULL;

  init_translations ();
  application = anser_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
