/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application.h"

#include <glib/gi18n.h>
#include <locale.h>

/* The language that is wished for, by the variables that setlocale() looks at. */
static const char *
wished_locale (void)
{
  static const char * const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *value = g_getenv (variables[i]);

      if (value != NULL && *value != '\0')
        return value;
    }

  return "C";
}

/* Of a locale that this machine does not have, the language is spoken all the same; and text stays
 * UTF-8, as in "C" it would not. Newer C libraries speak English in C.UTF-8, whatever is wished for,
 * but not in the other, which many machines have.
 * (transfer full) (nullable): the locale that is missing. */
static char *
init_locale (void)
{
  static const char * const stand_ins[] = { "en_US.UTF-8", "C.UTF-8" };
  const char *language = g_getenv ("LANGUAGE");
  char *wished;

  if (setlocale (LC_ALL, "") != NULL)
    return NULL;

  wished = g_strdup (wished_locale ());
  if (language == NULL || *language == '\0')
    g_setenv ("LANGUAGE", wished, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (stand_ins); i++)
    {
      g_setenv ("LC_ALL", stand_ins[i], TRUE);
      if (setlocale (LC_ALL, "") != NULL)
        break;
    }

  return wished;
}

/* ANSER_LOCALEDIR lets a build tree show its own translations. */
static void
init_translations (void)
{
  const char *folder = g_getenv ("ANSER_LOCALEDIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : ANSER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AnserApplication) application = NULL;
  g_autofree char *missing = init_locale ();

  init_translations ();
  if (missing != NULL)
    {
      /* Translators: the name of a locale, such as de_DE.UTF-8. */
      g_printerr (_("This computer does not have the locale “%s”."), missing);
      g_printerr ("\n");
    }
  application = anser_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
