/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mail-format.h"

G_BEGIN_DECLS

/**
 * AnserMailSource:
 *
 * Mail outside of Anser that is read: an mbox or a folder of them (also Thunderbird's, with
 * "NAME.sbd"), a Maildir with its sub-folders ("Work/cur", or ".Work.Projects" as in Maildir++), a
 * folder of .eml files or one of them, an MH folder. Letters come folder by folder, in an order that
 * is the same each time. Memory holds a piece of a letter and the names of one folder.
 */
typedef struct _AnserMailSource AnserMailSource;

/* NULL when there is nothing to read at @path. @format may be @ANSER_MAIL_UNKNOWN: then it is
 * recognized. */
AnserMailSource *anser_mail_source_new          (const char               *path,
                                                 AnserMailFormat           format,
                                                 GError                  **error);
void             anser_mail_source_free         (AnserMailSource          *self);
AnserMailFormat  anser_mail_source_get_format   (AnserMailSource          *self);
gboolean         anser_mail_source_read         (AnserMailSource          *self,
                                                 const AnserCarriedFuncs  *funcs,
                                                 gpointer                  user_data,
                                                 GCancellable             *cancellable,
                                                 GError                  **error);
/* How much of it was read: 0 to 1. */
double           anser_mail_source_get_fraction (AnserMailSource          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserMailSource, anser_mail_source_free)

G_END_DECLS
