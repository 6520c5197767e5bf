/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "archive-library.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* The library that the headers are of. */
#define LIBRARY "libarchive.so.13"

static const struct
{
  const char *name;
  gsize       offset;
} functions[] = {
#define FUNCTION(name) { #name, G_STRUCT_OFFSET (AnserArchiveLibrary, name) },
  ANSER_ARCHIVE_FUNCTIONS (FUNCTION)
#undef FUNCTION
};

/* Opened anew each time, so that one which was installed meanwhile is found; it stays open. */
static gboolean
open_library (AnserArchiveLibrary *self)
{
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  for (gsize i = 0; library != NULL && i < G_N_ELEMENTS (functions); i++)
    {
      void *address = dlsym (library, functions[i].name);

      if (address == NULL)
        return FALSE;
      G_STRUCT_MEMBER (void *, self, functions[i].offset) = address;
    }
  return library != NULL;
}

const AnserArchiveLibrary *
anser_archive_library_get (GError **error)
{
  static GMutex mutex;
  static AnserArchiveLibrary self;
  static gboolean opened;

  g_mutex_lock (&mutex);
  if (!opened)
    opened = open_library (&self);
  if (!opened)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _("Backups cannot be made or read here: %s. Install libarchive, then try again."),
                 dlerror ());
  g_mutex_unlock (&mutex);

  return opened ? &self : NULL;
}
