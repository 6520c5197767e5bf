/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserBodyEncoder:
 *
 * Writes to a stream through a buffer; also as base64, in lines of 76 columns.
 */
typedef struct
{
  GOutputStream *stream;
  GCancellable  *cancellable;
  GString       *buffer;
  guchar         line[57];
  gsize          n_line;
} AnserBodyEncoder;

void     anser_body_encoder_init       (AnserBodyEncoder  *self,
                                        GOutputStream     *stream,
                                        GCancellable      *cancellable);
void     anser_body_encoder_clear      (AnserBodyEncoder  *self);
gboolean anser_body_encoder_write      (AnserBodyEncoder  *self,
                                        const char        *data,
                                        gsize              length,
                                        GError           **error);
gboolean anser_body_encoder_base64     (AnserBodyEncoder  *self,
                                        const char        *data,
                                        gsize              length,
                                        GError           **error);
/* Ends the base64 begun. */
gboolean anser_body_encoder_end_base64 (AnserBodyEncoder  *self,
                                        GError           **error);
gboolean anser_body_encoder_flush      (AnserBodyEncoder  *self,
                                        GError           **error);

/* Content-Type and transfer encoding of a text, an empty line and the text itself, 7-bit, with
 * CR LF line ends. @subtype: "plain" or "html". */
void     anser_body_append_text        (GString           *out,
                                        const char        *subtype,
                                        const char        *text);

G_END_DECLS
