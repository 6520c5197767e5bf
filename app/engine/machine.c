/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "machine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "text.h"

/* Less than this would be found in any words. */
#define SECRET_MIN 4

G_DEFINE_INTERFACE (AnserMachine, anser_machine, G_TYPE_OBJECT)

static void
anser_machine_default_init (AnserMachineInterface *iface)
{
}

gssize
anser_machine_consume (AnserMachine  *self,
                       const char    *data,
                       gsize          length,
                       GError       **error)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), -1);

  return ANSER_MACHINE_GET_IFACE (self)->consume (self, data, length, error);
}

gboolean
anser_machine_consume_end (AnserMachine  *self,
                           GError       **error)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), FALSE);

  return ANSER_MACHINE_GET_IFACE (self)->consume_end (self, error);
}

gboolean
anser_machine_produce (AnserMachine  *self,
                       GByteArray    *out,
                       gsize          limit,
                       GError       **error)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), FALSE);

  return ANSER_MACHINE_GET_IFACE (self)->produce (self, out, limit, error);
}

gboolean
anser_machine_push_content (AnserMachine  *self,
                            GBytes        *content,
                            GError       **error)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), FALSE);

  return ANSER_MACHINE_GET_IFACE (self)->push_content (self, content, error);
}

AnserMachineWant
anser_machine_get_want (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), ANSER_MACHINE_WANT_CLOSE);

  return ANSER_MACHINE_GET_IFACE (self)->get_want (self);
}

gboolean
anser_machine_tls_started (AnserMachine   *self,
                           GTlsConnection *tls,
                           GError        **error)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), FALSE);

  return ANSER_MACHINE_GET_IFACE (self)->tls_started (self, tls, error);
}

unsigned
anser_machine_get_stage_timeout (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), 0);

  return ANSER_MACHINE_GET_IFACE (self)->get_stage_timeout (self);
}

void
anser_machine_fail (AnserMachine *self,
                    const GError *error)
{
  g_return_if_fail (ANSER_IS_MACHINE (self));
  g_return_if_fail (error != NULL);

  ANSER_MACHINE_GET_IFACE (self)->fail (self, error);
}

gboolean
anser_machine_silence (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), FALSE);

  return ANSER_MACHINE_GET_IFACE (self)->silence != NULL &&
         ANSER_MACHINE_GET_IFACE (self)->silence (self);
}

unsigned
anser_machine_get_rest (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), 0);

  if (ANSER_MACHINE_GET_IFACE (self)->get_rest == NULL)
    return 0;
  return ANSER_MACHINE_GET_IFACE (self)->get_rest (self);
}

void
anser_machine_connected (AnserMachine   *self,
                         GSocketAddress *local)
{
  g_return_if_fail (ANSER_IS_MACHINE (self));

  if (ANSER_MACHINE_GET_IFACE (self)->connected != NULL)
    ANSER_MACHINE_GET_IFACE (self)->connected (self, local);
}

GInputStream *
anser_machine_get_content (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), NULL);

  if (ANSER_MACHINE_GET_IFACE (self)->get_content == NULL)
    return NULL;
  return ANSER_MACHINE_GET_IFACE (self)->get_content (self);
}

gint64
anser_machine_get_progress (AnserMachine *self)
{
  g_return_val_if_fail (ANSER_IS_MACHINE (self), 0);

  return ANSER_MACHINE_GET_IFACE (self)->get_progress (self);
}

static gssize
over_long (GError **error)
{
  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
                       _("The mail server sent a reply that is far too long, so Anser stopped "
                         "listening. Try again later; if it happens again, check that this "
                         "is the right server and port."));
  return -1;
}

gssize
anser_machine_find_line (const char  *data,
                         gsize        length,
                         gboolean     lf_only,
                         gsize       *line_length,
                         GError     **error)
{
  gsize bound = MIN (length, ANSER_MACHINE_LINE_LIMIT);
  const char *end = data + bound;
  const char *start = data;
  const char *lf;

  while ((lf = memchr (start, '\n', end - start)) != NULL)
    {
      if (lf_only || (lf > data && lf[-1] == '\r'))
        {
          *line_length = lf - data - (lf_only ? 0 : 1);
          return lf - data + 1;
        }
      start = lf + 1;
    }

  return length >= ANSER_MACHINE_LINE_LIMIT ? over_long (error) : 0;
}

gboolean
anser_machine_learn_line_ends (const char *data,
                               gsize       length,
                               gboolean   *lf_only)
{
  const char *lf = memchr (data, '\n', length);

  if (lf == NULL)
    return FALSE;

  *lf_only = lf == data || lf[-1] != '\r';
  return TRUE;
}

static void
mask (char       *line,
      gsize       length,
      const char *secret)
{
  gsize n = strlen (secret);
  char *found = line;

  if (n < SECRET_MIN)
    return;
  while ((found = memmem (found, length - (found - line), secret, n)) != NULL)
    memset (found, '*', n);
}

void
anser_machine_mask_secret (char       *line,
                           gsize       length,
                           const char *command)
{
  const char *first = strchr (command, ' ');
  const char *last = strrchr (command, ' ');

  mask (line, length, first != NULL ? first + 1 : command);
  mask (line, length, last != NULL ? last + 1 : command);
}

void
anser_machine_trace (AnserTraceFunc  func,
                     gpointer        user_data,
                     const char     *who,
                     const char     *words,
                     gsize           length)
{
  g_autofree char *readable = NULL;
  g_autofree char *line = NULL;

  if (func == NULL)
    return;

  readable = anser_text_from_server (words, length);
  line = g_strconcat (who, readable, NULL);
  func (line, user_data);
}
