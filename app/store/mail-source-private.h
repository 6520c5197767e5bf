/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-marks.h"
#include "mail-source.h"

G_BEGIN_DECLS

/**
 * AnserMailSource:
 * @done, @total: bytes of mboxes, or files of folders
 */
struct _AnserMailSource
{
  char              *path;
  AnserMailFormat    format;
  AnserCarriedFuncs  funcs;
  gpointer           user_data;
  GCancellable      *cancellable;
  gint64             done;
  gint64             total;
  AnserLetterMarks   marks;
  char              *buffer;
};

#define ANSER_MAIL_SOURCE_BUFFER (256 * 1024)

/* Hands on the letter that the file at @path is. With @use_marks its header tells the flags, too; a
 * letter that has none is taken as read. A file that cannot be read is left out. */
gboolean   anser_mail_source_read_file  (AnserMailSource     *self,
                                         const char          *path,
                                         AnserCarriedLetter  *letter,
                                         gboolean             use_marks,
                                         GError             **error);
gboolean   anser_mail_source_enter      (AnserMailSource     *self,
                                         const char          *folder,
                                         GError             **error);
void       anser_mail_source_leave_out  (AnserMailSource     *self,
                                         const char          *path,
                                         const char          *reason);

/* The names in a folder, sorted; what cannot be read is left out, and empty then. */
GPtrArray *anser_mail_source_list       (AnserMailSource     *self,
                                         const char          *path);
/* "Work" and "Projects": "Work/Projects". What is no UTF-8 is made so. */
char      *anser_mail_source_join       (const char          *folder,
                                         const char          *name);

gboolean   anser_mail_source_read_mbox    (AnserMailSource *self, const char *path,
                                           const char *folder, GError **error);
gboolean   anser_mail_source_read_maildir (AnserMailSource *self, const char *path,
                                           const char *folder, GError **error);
gboolean   anser_mail_source_read_eml     (AnserMailSource *self, const char *path,
                                           const char *folder, GError **error);
gboolean   anser_mail_source_read_mh      (AnserMailSource *self, const char *path,
                                           const char *folder, GError **error);

/* Whether the file at @path is of the kind. */
gboolean   anser_mail_is_mbox           (const char *path);
gboolean   anser_mail_is_eml_name       (const char *name);
gboolean   anser_mail_is_mh_name        (const char *name);
gboolean   anser_mail_is_maildir        (const char *path);

G_END_DECLS
