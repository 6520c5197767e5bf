/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

#include "mbox-parser.h"

G_BEGIN_DECLS

/**
 * AnserMboxWriter:
 *
 * Writes letters one behind the other into an mbox (RFC 4155). What mboxrd holds is read back byte
 * for byte, but for a line end that it adds to a letter without one; mboxo cannot tell ">From "
 * that stood in a letter from what it wrote itself. Letters come with LF, cut anywhere. What cannot
 * be written shows in ferror() of the file.
 */
typedef struct _AnserMboxWriter AnserMboxWriter;

/* @file outlives it. */
AnserMboxWriter *anser_mbox_writer_new   (FILE             *file,
                                          AnserMboxVariant  variant);
void             anser_mbox_writer_free  (AnserMboxWriter  *self);
/* @sender (nullable): its address; @date: seconds since 1970. */
void             anser_mbox_writer_begin (AnserMboxWriter  *self,
                                          const char       *sender,
                                          gint64            date);
void             anser_mbox_writer_write (AnserMboxWriter  *self,
                                          const char       *data,
                                          gsize             length);
/* FALSE if the letter will be read back with other bytes. */
gboolean         anser_mbox_writer_end   (AnserMboxWriter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserMboxWriter, anser_mbox_writer_free)

G_END_DECLS
