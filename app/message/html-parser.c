/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "html-parser.h"

#include <dlfcn.h>

/* The library that the header is of. */
#if LIBXML_VERSION >= 21400
#define LIBRARY "libxml2.so.16"
#else
#define LIBRARY "libxml2.so.2"
#endif

static gboolean
find (void       *library,
      const char *name,
      void       *function)
{
  void *address = library != NULL ? dlsym (library, name) : NULL;

  if (address == NULL)
    g_warning ("HTML is read without care: %s", dlerror ());
  *(void **) function = address;
  return address != NULL;
}

static const AnserHtmlParser *
open_library (void)
{
  static AnserHtmlParser self;
  void *library = dlopen (LIBRARY, RTLD_LAZY | RTLD_LOCAL);

  if (!find (library, "xmlInitParser", &self.init) ||
      !find (library, "htmlCreatePushParserCtxt", &self.create) ||
      !find (library, "htmlCtxtUseOptions", &self.use_options) ||
      !find (library, "htmlParseChunk", &self.parse_chunk) ||
      !find (library, "xmlStopParser", &self.stop) ||
      !find (library, "htmlFreeParserCtxt", &self.free))
    return NULL;

  self.init ();
  return &self;
}

const AnserHtmlParser *
anser_html_parser_get (void)
{
  static gsize initialised;
  static const AnserHtmlParser *parser;

  if (g_once_init_enter (&initialised))
    {
      parser = open_library ();
      g_once_init_leave (&initialised, 1);
    }
  return parser;
}
