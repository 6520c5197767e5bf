/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "letter-info.h"

G_BEGIN_DECLS

/**
 * AnserMailFormat:
 *
 * How mail lies outside of Anser.
 */
typedef enum
{
  ANSER_MAIL_MBOX,      /* whichever variant the file seems to be; mboxrd when writing */
  ANSER_MAIL_MBOXRD,
  ANSER_MAIL_MBOXO,
  ANSER_MAIL_MAILDIR,
  ANSER_MAIL_EML,
  ANSER_MAIL_MH,
  ANSER_MAIL_UNKNOWN,
} AnserMailFormat;

/* "mbox", "mboxrd", "mboxo", "maildir", "eml", "mh", and back. */
const char      *anser_mail_format_get_name  (AnserMailFormat  format);
AnserMailFormat  anser_mail_format_from_name (const char      *name);
/* What lies at @path. Errors: what cannot be read; @ANSER_MAIL_UNKNOWN without one. */
AnserMailFormat  anser_mail_format_recognize (const char      *path,
                                              GError         **error);

/**
 * AnserCarriedLetter:
 * @folder: where it lies, below the place that is read: "", or "Work/Projects"
 * @date: when it came, in seconds since 1970; 0 if nobody knows
 * @info: (nullable): the end of its name in a Maildir, with what other programs wrote there
 * @sender: (nullable): its address
 * @subject: (nullable)
 *
 * What is known of a letter besides its bytes.
 */
typedef struct
{
  const char       *folder;
  gint64            date;
  AnserLetterFlags  flags;
  const char       *info;
  const char       *sender;
  const char       *subject;
} AnserCarriedLetter;

/**
 * AnserCarriedFuncs:
 * @folder: there is a folder, perhaps without letters
 * @begin: a letter begins
 * @write: its next bytes, cut anywhere
 * @end: it was whole; its flags are known only now
 * @leave_out: (nullable): something could not be read, perhaps the letter that was begun
 *
 * Where letters go that are read one after the other.
 */
typedef struct
{
  gboolean (*folder)    (const char *name, gpointer user_data, GError **error);
  gboolean (*begin)     (const AnserCarriedLetter *letter, gpointer user_data, GError **error);
  gboolean (*write)     (const char *data, gsize length, gpointer user_data, GError **error);
  gboolean (*end)       (const AnserCarriedLetter *letter, gpointer user_data, GError **error);
  void     (*leave_out) (const char *path, const char *reason, gpointer user_data);
} AnserCarriedFuncs;

G_END_DECLS
