/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/draft.h"
#include "server-options.h"

G_BEGIN_DECLS

/**
 * CliSendOptions:
 *
 * What the command line of "anserctl send" says. Zero it, parse, clear.
 */
typedef struct
{
  CliServerOptions   server;
  char              *from;
  char             **to;
  char             **cc;
  char             **bcc;
  char             **reply_to;
  char              *subject;
  char              *text;
  char              *text_file;
  char              *html_file;
  char             **attach;
  char             **inlines;       /* images that the HTML shows */
  char             **headers;
  char              *envelope_from;
  char              *full_name;     /* for a From that has to be added */
  char              *dsn;
  char              *dsn_return;
  char              *envelope_id;
  gboolean           recipients_in_header;
  gboolean           whole_input;
  gboolean           is_sendmail;   /* words are addresses, the message comes by standard input */
  gboolean           dry_run;
  gboolean           partial;
  gboolean           quiet;
  gboolean           takes_input;   /* something of the letter comes by standard input */
  gboolean           verbose;       /* what was done is told in sendmail mode too */
  char              *sender;        /* (nullable): the address in --envelope-from or --from */
  GPtrArray         *recipients;    /* (nullable): see cli_send_options_get_recipients() */
} CliSendOptions;

gboolean    cli_send_options_parse      (CliSendOptions   *self,
                                         int              *argc,
                                         char           ***argv,
                                         GError          **error);
void        cli_send_options_clear      (CliSendOptions   *self);

/* Do they describe a letter to be written, rather than go with letters that are ready? */
gboolean    cli_send_options_has_letter (CliSendOptions   *self);
/* (transfer full): the letter they describe. */
AnserDraft *cli_send_options_get_draft  (CliSendOptions   *self,
                                         GError          **error);
/* Addresses of --to, --cc and --bcc; they are read once for all letters. (transfer none)
 * (element-type utf8) */
GPtrArray  *cli_send_options_get_recipients (CliSendOptions  *self,
                                             GError         **error);

/* As anser_addresses_parse(), for words of the command line: a line break in one is no separator but
 * an attempt to slip something in (S27). Error: EX_DATAERR. */
GPtrArray  *cli_addresses_parse         (const char       *text,
                                         GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSendOptions, cli_send_options_clear)

G_END_DECLS
