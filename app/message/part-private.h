/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter.h"
#include "source.h"

G_BEGIN_DECLS

/* A leaf: a GMimePart or GMimeMessagePart. */
AnserPart  *anser_part_new             (AnserSource *source,
                                        GMimeObject *object);
void        anser_part_set_attachment  (AnserPart   *self,
                                        gboolean     attachment);

/* Content-Disposition: attachment; whether the sender gave a file name. */
gboolean    anser_part_wants_attachment (AnserPart  *self);
gboolean    anser_part_has_name        (AnserPart   *self);

/* The transfer encoding was not what the letter said. */
gboolean    anser_part_is_misencoded   (AnserPart   *self);

/* (nullable): a parameter of Content-Type. */
char       *anser_part_dup_parameter   (AnserPart   *self,
                                        const char  *name);

/* Hands out the decoded content piece by piece until @func returns FALSE. FALSE with @error set
 * only if @func did that. */
typedef gboolean (*AnserPartFunc)      (const char  *data,
                                        gsize        length,
                                        gpointer     user_data,
                                        GError     **error);
gboolean    anser_part_foreach         (AnserPart      *self,
                                        AnserPartFunc   func,
                                        gpointer        user_data,
                                        GError        **error);

/* At most @limit octets of decoded content; @cut (nullable) tells if there was more. */
GByteArray *anser_part_load            (AnserPart   *self,
                                        gsize        limit,
                                        gboolean    *cut);

G_END_DECLS
