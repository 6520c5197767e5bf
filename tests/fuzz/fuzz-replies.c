/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reply lines of both protocols. */
#include "fuzz.h"

#include <string.h>

#include "engine/pop3-reply.h"
#include "engine/smtp-reply.h"

static void
read_smtp (AnserSmtpReplyParser *parser,
           const char           *line,
           gsize                 length)
{
  g_autoptr(AnserSmtpReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) meaning = NULL;
  g_autofree char *text = NULL;
  gboolean read = anser_smtp_reply_parser_feed (parser, line, length, &reply, &error);

  FUZZ_CHECK (read == (error == NULL));
  if (reply == NULL)
    return;

  FUZZ_CHECK (reply->code >= 200 && reply->code <= 599 && reply->lines->len <= 1024);
  text = anser_smtp_reply_get_text (reply);
  FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
  if (reply->code >= 400)
    meaning = anser_smtp_reply_to_error (reply, "x");
}

static void
read_pop3 (const char *line,
           gsize       length)
{
  g_auto(AnserPop3Status) status = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) meaning = NULL;
  g_autofree char *text = g_strndup (line, length);
  g_autofree char *uid = NULL;
  AnserPop3Item list = { 0 };
  AnserPop3Item uidl = { 0 };
  guint count;
  gint64 octets;

  if (anser_pop3_status_parse (&status, line, length, &error))
    {
      FUZZ_CHECK (g_utf8_validate (status.text, -1, NULL));
      anser_pop3_parse_stat (status.text, &count, &octets);
      if (!status.ok)
        meaning = anser_pop3_status_to_error (&status, "x");
    }
  else
    FUZZ_CHECK (error != NULL);

  anser_pop3_parse_list_line (text, &list);
  anser_pop3_parse_uidl_line (text, &uidl, &uid);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(AnserSmtpReplyParser) parser = anser_smtp_reply_parser_new ();
  const char *line = (const char *) data;
  gsize left = size;

  while (left > 0)
    {
      const char *end = memchr (line, '\n', left);
      gsize length = end != NULL ? (gsize) (end - line) : left;

      read_smtp (parser, line, length);
      read_pop3 (line, length);
      left -= MIN (left, length + 1);
      line += length + 1;
    }
  return 0;
}
